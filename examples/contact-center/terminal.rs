//! The terminal's keys: `c` places a call, `q` ends.

use std::io::Write;

use tokio::sync::mpsc;

/// A key that means something here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pressed {
    Call,
    Quit,
}

/// Raw keys while it lives; the terminal is as before when it is dropped.
pub(crate) struct Terminal {
    _raw: (),
}

impl Terminal {
    /// Switches to raw keys and an empty screen. `None` where there is no terminal.
    pub(crate) fn open() -> Option<(Self, mpsc::UnboundedReceiver<Pressed>)> {
        crossterm::terminal::enable_raw_mode().ok()?;
        print!("\x1b[?1049h\x1b[?25l"); // a screen of its own, no cursor
        let (tell, keys) = mpsc::unbounded_channel();
        std::thread::spawn(move || {
            while let Ok(event) = crossterm::event::read() {
                let crossterm::event::Event::Key(key) = event else { continue };
                let control = key.modifiers.contains(crossterm::event::KeyModifiers::CONTROL);
                let pressed = match key.code {
                    crossterm::event::KeyCode::Char('c') if !control => Pressed::Call,
                    crossterm::event::KeyCode::Char('q' | 'c') => Pressed::Quit,
                    _ => continue,
                };
                if tell.send(pressed).is_err() {
                    return;
                }
            }
        });
        Some((Self { _raw: () }, keys))
    }

    /// Draws over what was there, without a flicker.
    pub(crate) fn draw(picture: &str) {
        let lines = picture.replace("\r\n", "\x1b[K\r\n");
        print!("\x1b[H{lines}\x1b[K\x1b[J");
        let _ = std::io::stdout().flush(); // a terminal that is gone needs no picture
    }

    /// Lines that fit.
    pub(crate) fn rows() -> usize {
        crossterm::terminal::size().map_or(24, |(_, rows)| rows.into())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        print!("\x1b[?25h\x1b[?1049l");
        let _ = crossterm::terminal::disable_raw_mode(); // nothing better can be done at the end
    }
}
