//! Pictures of few colours: an icon has some sixty of them, and packs into half the bytes with a palette.

use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Filter};
use std::collections::BTreeMap;
use std::io::Cursor;

/// More colours do not fit into a palette.
const COLOURS_MAX: usize = 256;

/// The same opaque picture with a palette, pixel for pixel; as it is where it has too many colours, or is clear anywhere.
pub fn with_palette(file: Vec<u8>) -> Result<Vec<u8>, String> {
    let cannot = |error: &dyn std::fmt::Display| format!("An icon cannot be packed ({error}).");
    let mut reader = Decoder::new(Cursor::new(&file)).read_info().map_err(|error| cannot(&error))?;
    let mut pixels = vec![0; reader.output_buffer_size().unwrap_or_default()];
    let frame = reader.next_frame(&mut pixels).map_err(|error| cannot(&error))?;
    let (pixels, _) = pixels.as_chunks::<4>();
    let mut palette: BTreeMap<[u8; 4], u8> = pixels.iter().map(|pixel| (*pixel, 0)).collect();
    let fits = palette.len() <= COLOURS_MAX && palette.keys().all(|pixel| pixel[3] == u8::MAX);
    if !fits || (frame.color_type, frame.bit_depth) != (ColorType::Rgba, BitDepth::Eight) {
        return Ok(file);
    }
    palette.values_mut().zip(0..=u8::MAX).for_each(|(index, next)| *index = next);
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, frame.width, frame.height);
    encoder.set_color(ColorType::Indexed);
    encoder.set_palette(palette.keys().flat_map(|pixel| pixel[..3].to_vec()).collect::<Vec<u8>>());
    encoder.set_compression(Compression::High);
    // Neighbouring numbers of a palette say nothing of each other.
    encoder.set_filter(Filter::NoFilter);
    let indices: Vec<u8> = pixels.iter().map(|pixel| palette[pixel]).collect();
    let mut writer = encoder.write_header().map_err(|error| cannot(&error))?;
    writer.write_image_data(&indices).and_then(|()| writer.finish()).map_err(|error| cannot(&error))?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rgba(size: u32, colour: impl Fn(u32) -> [u8; 4]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = Encoder::new(&mut out, size, size);
        encoder.set_color(ColorType::Rgba);
        let pixels: Vec<u8> = (0..size * size).flat_map(colour).collect();
        encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
        out
    }

    fn pixels(file: &[u8]) -> Vec<u8> {
        let mut decoder = Decoder::new(Cursor::new(file));
        decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::ALPHA);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        pixels
    }

    #[test]
    fn few_colours_are_packed_pixel_for_pixel() {
        let plain = rgba(64, |i| [(i * i % 61) as u8, 3, 7, 255]);
        let packed = with_palette(plain.clone()).unwrap();
        assert!(packed.len() < plain.len());
        assert_eq!(pixels(&packed), pixels(&plain));
    }

    #[test]
    fn many_colours_and_clear_ones_stay_as_they_are() {
        for plain in [rgba(64, |i| [i as u8, (i >> 8) as u8, 0, 255]), rgba(8, |_| [1, 2, 3, 0])] {
            assert_eq!(with_palette(plain.clone()).unwrap(), plain);
        }
    }
}
