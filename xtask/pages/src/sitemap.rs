//! The list of all pages for search engines (sitemaps.org 0.9), and the file that names it.

use crate::address::Address;
use crate::content::escape;
use std::fs;
use std::path::Path;

/// Writes `sitemap.xml`, and `robots.txt` where the site has its host for itself; nowhere else is that file read.
pub fn write(to: &Path, site: &Address, folders: &[String]) -> Result<(), String> {
    if !site.known() {
        return Ok(());
    }
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for address in folders.iter().filter_map(|folder| site.of(&below(folder))) {
        text.push_str(&format!("<url><loc>{}</loc></url>\n", escape(&address)));
    }
    text.push_str("</urlset>\n");
    crate::write(&to.join("sitemap.xml"), text.as_bytes())?;
    if let Some(map) = site.of("sitemap.xml").filter(|_| site.is_host()) {
        let text = format!("User-agent: *\nDisallow:\n\nSitemap: {map}\n");
        fs::write(to.join("robots.txt"), text).map_err(|error| format!("robots.txt cannot be written ({error})."))?;
    }
    Ok(())
}

fn below(folder: &str) -> String {
    if folder.is_empty() { String::new() } else { format!("{folder}/") }
}
