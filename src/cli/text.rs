//! Tables for people: columns padded to their widest cell.

pub use crate::concept::figure;
use std::io::{self, Write};

/// Writes `rows` in columns, two blanks apart; every row starts with `indent` blanks. Columns whose cells are all
/// numbers lean right.
pub fn table(out: &mut dyn Write, indent: usize, rows: &[Vec<String>]) -> io::Result<()> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cells = |column: usize| rows.iter().filter_map(move |row| row.get(column));
    let width: Vec<usize> =
        (0..columns).map(|c| cells(c).map(|cell| cell.chars().count()).max().unwrap_or(0)).collect();
    let right: Vec<bool> =
        (0..columns).map(|c| cells(c).all(|cell| cell == "-" || cell.parse::<f64>().is_ok())).collect();
    for row in rows {
        let mut line = " ".repeat(indent);
        for (column, cell) in row.iter().enumerate() {
            let pad = " ".repeat(width[column] - cell.chars().count());
            if column > 0 {
                line.push_str("  ");
            }
            if right[column] {
                line.push_str(&pad);
                line.push_str(cell);
            } else {
                line.push_str(cell);
                line.push_str(&pad);
            }
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let mut out = Vec::new();
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        table(&mut out, 1, &[row(&["λ", "5", "x"]), row(&["rate", "120", ""])]).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), " λ       5  x\n rate  120\n");
    }
}
