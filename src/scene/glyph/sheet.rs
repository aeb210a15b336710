//! The vocabulary on sheets, compared with frozen SVG text. `SHEET=folder` also writes them in every theme, to look at.

use super::*;
use crate::scene::picture::{Align, Dash, Texture, Type};
use crate::scene::svg::{Ground, Svg};
use crate::scene::theme::Theme;
use crate::scene::wire::Flow::{Down, Right};

/// One row of a sheet: draws its glyph at a place with a bead radius.
type Row = fn(&mut Picture, Pt, f32);

fn wire(p: &mut Picture, c: Pt, from: f32, to: f32) {
    p.line(pt(c.x + from, c.y), pt(c.x + to, c.y), wire_stroke());
}

fn dial(c: Pt, r: f32) -> Dial {
    Dial::idle(c, 1.6 * r)
}

const REQUESTS: [Row; 11] = [
    |p, c, r| {
        wire(p, c, -2.6 * r, 2.6 * r);
        travelling(p, c, r);
    },
    |p, c, r| {
        wire(p, c, -2.6 * r, 2.6 * r);
        queued(p, c, r);
    },
    |p, c, r| Dial { busy: Some(0.62), ..dial(c, r) }.draw(p),
    |p, c, r| done(p, c, r, 1.0),
    |p, c, r| rejected(p, c, 0.95 * r, 1.0),
    |p, c, r| timed_out(p, c, r, 1.0),
    |p, c, r| retried(p, c, r, 2),
    |p, c, r| hedged(p, pt(c.x + 0.875 * r, c.y), pt(c.x - r, c.y), r),
    |p, c, r| allowed(p, c, r),
    |p, c, _| {
        wire(p, c, -27.0, 27.0);
        for x in [-20.0, -12.0, -9.0, 3.0, 17.0] {
            done_tick(p, pt(c.x + x, c.y));
        }
    },
    |p, c, r| {
        wire(p, c, -2.6 * r, 2.6 * r);
        travelling_many(p, c, r, 12);
    },
];

const KEYS: [Row; 6] = [
    key,
    |p, c, r| moved_key(p, pt(c.x - 1.2 * r, c.y), pt(c.x + 1.1 * r, c.y), r),
    |p, c, r| hit(p, c, r, 1.0),
    miss,
    |p, c, r| {
        let size = (2.0 * r, 2.4 * r);
        tile(p, pt(c.x - 2.1 * r, c.y), size, Tile::Hot, 3);
        tile(p, c, size, Tile::Cold, 81);
        tile(p, pt(c.x + 2.1 * r, c.y), size, Tile::Name, 40);
    },
    |p, c, r| key_outline(p, c, r, 7),
];

const SERVERS: [Row; 8] = [
    |p, c, r| dial(c, r).draw(p),
    |p, c, r| Dial { busy: Some(0.35), ..dial(c, r) }.draw(p),
    |p, c, r| Dial { busy: Some(0.3), lost_speed: 0.5, ..dial(c, r) }.draw(p),
    |p, c, r| Dial { busy: Some(0.8), lost_speed: 1.0, ..dial(c, r) }.draw(p),
    |p, c, r| {
        wire(p, c, -3.4 * r, -2.6 * r);
        Dial { busy: Some(0.7), health: Health::Draining, ..dial(pt(c.x + 0.3 * r, c.y), r) }.draw(p);
    },
    |p, c, r| Dial { health: Health::Down, ..dial(c, r) }.draw(p),
    |p, c, r| balancer(p, c, 1.6 * r, Arm::Toward(1.4)),
    |p, c, r| {
        balancer(p, pt(c.x - 1.5 * r, c.y), 1.6 * r, Arm::Level);
        client(p, Right, pt(c.x + 2.0 * r, c.y), 0.7 * r);
        client(p, Down, pt(c.x + 4.0 * r, c.y + 6.0), 0.7 * r);
    },
];

const HOLDERS: [Row; 7] = [
    |p, c, r| {
        wire(p, c, -4.0 * r, 4.0 * r);
        queue(p, Right, pt(c.x + 3.0 * r, c.y), 0.62 * r, 5);
    },
    |p, c, r| LongQueue { head: pt(c.x + 3.6 * r, c.y - 4.0), flow: Right, n: 10_000, full: 9.8 * r }.draw(p),
    |p, c, r| bucket(p, pt(c.x, c.y + 1.4 * r), 2.2 * r, 0.52 * r, 5, 3.4),
    |p, c, r| {
        token(p, pt(c.x, c.y - 0.6 * r), 3.0 * r, 0.84 * r);
        token_minting(p, pt(c.x, c.y + 0.8 * r), 3.0 * r, 0.84 * r, 0.6);
    },
    |p, c, r| {
        let radii = (1.2 * r, 2.0 * r);
        band(p, c, radii.0, radii.1);
        let fills = [
            Fill::Flat(Ink::Ink, 1.0),
            Fill::Textured(Texture::Hatch, Ink::Ink, 1.0),
            Fill::None,
            Fill::Textured(Texture::Dots, Ink::Ink, 1.0),
            Fill::Flat(Ink::Work, 1.0),
        ];
        for (at, fill) in fills.into_iter().enumerate() {
            band_arc(p, c, radii, 1.2 * at as f32, 1.2 * (at + 1) as f32, fill);
        }
        virtual_node(p, c, radii, 3.0, None);
        virtual_node(p, c, radii, 5.0, Some(0.3 * r));
    },
    |p, c, r| {
        for (at, texture) in
            [Texture::BackHatch, Texture::CrossHatch, Texture::Horizontal, Texture::Vertical, Texture::Sparse]
                .into_iter()
                .enumerate()
        {
            let at = pt(c.x + (at as f32 - 2.5) * 1.5 * r, c.y - r);
            p.rect(at, 1.4 * r, 1.8 * r, 0.0, Fill::Textured(texture, Ink::Ink, 1.0), Some(Stroke::new(Ink::Ink, 1.0)));
        }
    },
    |p, c, r| LongQueue { head: pt(c.x + 3.6 * r, c.y - 4.0), flow: Right, n: 40, full: 9.0 * r }.draw(p),
];

const LINKS: [Row; 8] = [
    |p, c, r| wire(p, c, -3.0 * r, 3.0 * r),
    |p, c, r| {
        wire(p, c, -3.0 * r, -6.0);
        link_cut(p, Right, pt(c.x - 4.0, c.y), pt(c.x + 3.0 * r, c.y), 8.0);
    },
    |p, c, r| link_lossy(p, Right, pt(c.x - 3.0 * r, c.y), 6.0 * r),
    leader,
    follower,
    |p, c, r| candidate(p, c, r, 2, 5),
    |p, c, r| {
        wire(p, c, -2.8 * r, 2.8 * r);
        message(p, Right, c, r);
    },
    |p, c, r| {
        wire(p, c, -2.8 * r, 2.8 * r);
        reply(p, Right, c, r);
    },
];

const NOTES: [Row; 6] = [
    |p, c, r| {
        let at = pt(c.x - r, c.y);
        why_ring(p, at, 0.7 * r);
        travelling(p, at, 0.7 * r);
        p.text(pt(c.x + 0.6 * r, c.y + 5.0), Type::Note, Ink::NoteText, Align::Start, "4 < 6");
    },
    |p, c, r| {
        p.line(pt(c.x - 3.0 * r, c.y), pt(c.x - 1.0 * r, c.y), feeler(true));
        p.line(pt(c.x + 1.0 * r, c.y), pt(c.x + 3.0 * r, c.y), feeler(false));
        count(p, pt(c.x - 1.7 * r, c.y), 4);
        count(p, pt(c.x + 1.7 * r, c.y), 126);
    },
    |p, c, r| {
        p.line(pt(c.x - 3.0 * r, c.y), pt(c.x + 3.0 * r, c.y), Stroke::new(Ink::Wire, 1.5));
        knee(p, pt(c.x, c.y + 3.0));
    },
    |p, c, _| you_are_here(p, c),
    |p, c, r| {
        p.line(pt(c.x - 3.0 * r, c.y), pt(c.x + 3.0 * r, c.y), Stroke::new(Ink::Note, 1.75).dash(Dash::Theory));
        was_dot(p, c);
    },
    |p, c, r| mark(p, pt(c.x - 1.35 * r, c.y - r), 2.0 * r),
];

/// Both sizes of each row, 43 apart.
fn sheet(rows: &[Row]) -> Picture {
    let mut picture = Picture::new(208.0, 43.0 * rows.len() as f32);
    for (at, row) in rows.iter().enumerate() {
        let y = 43.0 * at as f32 + 21.5;
        row(&mut picture, pt(68.0, y), 10.5);
        row(&mut picture, pt(160.0, y), 6.0);
    }
    picture
}

const SHEETS: [(&str, &[Row]); 6] = [
    ("requests", &REQUESTS),
    ("keys", &KEYS),
    ("servers", &SERVERS),
    ("holders", &HOLDERS),
    ("links", &LINKS),
    ("notes", &NOTES),
];

#[test]
fn sheets_are_as_they_were() {
    for (name, rows) in SHEETS {
        let picture = sheet(rows);
        let svg = Svg { title: name, ..Svg::default() }.write(&picture);
        insta::assert_snapshot!(name, svg);
        if let Some(folder) = std::env::var_os("SHEET") {
            for theme in Theme::ALL {
                let svg = Svg { theme: Some(theme), ..Svg::default() }.write(&picture);
                let path = std::path::Path::new(&folder).join(format!("{name}-{}.svg", theme.name()));
                std::fs::write(path, svg).expect("the folder can be written");
            }
            let clear = Svg { ground: Ground::Clear, ..Svg::default() }.write(&picture);
            std::fs::write(std::path::Path::new(&folder).join(format!("{name}-clear.svg")), clear)
                .expect("the folder can be written");
        }
    }
}

#[test]
fn an_arm_points_where_it_is_told() {
    let c = pt(50.0, 60.0);
    for p in [pt(80.0, 60.0), pt(50.0, 20.0), pt(20.0, 61.0), pt(77.0, 90.0)] {
        let reached = around(c, libm::hypotf(p.x - c.x, p.y - c.y), angle_to(c, p));
        assert!((reached.x - p.x).abs() < 1e-3 && (reached.y - p.y).abs() < 1e-3, "{reached:?} {p:?}");
    }
}

#[test]
fn every_glyph_paints_near_its_place_at_any_size() {
    for (name, rows) in SHEETS {
        for (at, row) in rows.iter().enumerate() {
            for r in [0.0, 5.0, 7.25, 12.9, 40.0] {
                let mut picture = Picture::new(2000.0, 1000.0);
                row(&mut picture, pt(1000.0, 500.0), r);
                assert!(!picture.shapes.is_empty(), "{name} {at}");
                let area = picture.shapes.iter().filter_map(|shape| crate::scene::bounds::bounds(&picture, shape));
                for area in area {
                    let near = |p: Pt| (p.x - 1000.0).abs() < 12.0 * r + 80.0 && (p.y - 500.0).abs() < 8.0 * r + 40.0;
                    assert!(near(area.min) && near(area.max), "{name} {at} at {r}: {area:?}");
                }
            }
        }
    }
}
