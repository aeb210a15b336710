//! What a PNG file says of itself: its title, its description and where it is from stand in the file, for readers who do
//! not see it and for those who find it years later.
//!
//! Portable Network Graphics (PNG) Specification, third edition, W3C 2025: chunks (5.3), international text (11.3.3.4).

use crc::{CRC_32_ISO_HDLC, Crc, Table};

const CRC: Crc<u32, Table<1>> = Crc::<u32, Table<1>>::new(&CRC_32_ISO_HDLC);
/// The signature and the header chunk, which comes first in every file.
const HEAD: usize = 8 + 12 + 13;

/// What a file says of itself; what is empty is left out.
#[derive(Clone, Copy, Default, Debug)]
pub struct Words<'a> {
    /// A few words.
    pub title: &'a str,
    /// For readers who do not see it.
    pub description: &'a str,
    /// Where it is from.
    pub link: &'a str,
}

/// The file with its words right behind the header. A file that is no PNG stays as it is.
pub fn with_words(png: &[u8], words: &Words<'_>) -> Vec<u8> {
    if png.len() < HEAD || !png.starts_with(b"\x89PNG\r\n\x1a\n") || &png[12..16] != b"IHDR" {
        return png.to_vec();
    }
    let mut out = png[..HEAD].to_vec();
    let words = [("Title", words.title), ("Description", words.description), ("Comment", words.link)];
    for (keyword, text) in words.iter().filter(|(_, text)| !text.is_empty()) {
        out.extend(chunk(keyword, text));
    }
    out.extend(&png[HEAD..]);
    out
}

/// Uncompressed UTF-8, without a language: the text is in whatever language the reader chose.
fn chunk(keyword: &str, text: &str) -> Vec<u8> {
    let mut body = b"iTXt".to_vec();
    body.extend(keyword.as_bytes());
    body.extend([0; 5]);
    body.extend(text.as_bytes());
    let mut out = (body.len() as u32 - 4).to_be_bytes().to_vec();
    out.extend(&body);
    out.extend(CRC.checksum(&body).to_be_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One grey pixel.
    const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\
        \0\0\0\x0aIDAT\x78\xda\x63\x68\0\0\0\x82\0\x81\xda\x45\x08\x3b\0\0\0\0IEND\xae\x42\x60\x82";

    fn chunks(mut png: &[u8]) -> Vec<(String, Vec<u8>)> {
        let mut list = Vec::new();
        png = &png[8..];
        while png.len() >= 12 {
            let long = u32::from_be_bytes(png[..4].try_into().unwrap()) as usize;
            let sum = u32::from_be_bytes(png[8 + long..12 + long].try_into().unwrap());
            assert_eq!(CRC.checksum(&png[4..8 + long]), sum);
            list.push((String::from_utf8(png[4..8].to_vec()).unwrap(), png[8..8 + long].to_vec()));
            png = &png[12 + long..];
        }
        list
    }

    #[test]
    fn words_stand_behind_the_header_and_the_rest_is_as_it_was() {
        let before = chunks(PIXEL);
        let after = chunks(&with_words(PIXEL, &Words { title: "Knee", description: "p99 0,4 s, λ", link: "" }));
        assert_eq!(after.len(), before.len() + 2);
        assert_eq!((&after[0], &after[3..]), (&before[0], &before[1..]));
        assert_eq!(after[1], ("iTXt".to_owned(), b"Title\0\0\0\0\0Knee".to_vec()));
        assert_eq!(after[2].1, "Description\0\0\0\0\0p99 0,4 s, λ".as_bytes());
    }

    #[test]
    fn what_is_no_png_stays_as_it_is() {
        for other in [&b""[..], b"<svg/>", &PIXEL[..20]] {
            assert_eq!(with_words(other, &Words { title: "Knee", ..Words::default() }), other);
        }
    }
}
