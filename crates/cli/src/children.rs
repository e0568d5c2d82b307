//! Programs that a program starts, as processes of the system.
//!
//! Each pipe that is in use has a thread of its own, which is the only one that waits for it.

use std::{
    collections::BTreeMap,
    fs, io,
    io::{Read, Write as _},
    process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

use overdub_engine::{ChildOutput, ProcessEnd, ProcessStart, ProcessStream, Processes};

/// How much a pipe holds on our side of it.
const ROOM: usize = 1 << 20;

/// "No such process", as the system numbers it.
const NO_SUCH_PROCESS: i32 = 3;
/// "Broken pipe", as the system numbers it.
const BROKEN_PIPE: i32 = 32;

/// The children of a program.
#[derive(Clone, Debug, Default)]
pub(crate) struct Children {
    all: Arc<Mutex<Started>>,
}

#[derive(Debug, Default)]
struct Started {
    last: u64,
    children: BTreeMap<u64, Running>,
}

#[derive(Debug)]
struct Running {
    child: Child,
    end: Option<ProcessEnd>,
    input: Option<Held>,
    stdout: Option<ChildStdout>,
    stderr: Option<ChildStderr>,
    output: Option<Held>,
    error: Option<Held>,
}

/// What is on its way through a pipe.
type Held = Arc<(Mutex<Content>, Condvar)>;

#[derive(Debug, Default)]
struct Content {
    bytes: Vec<u8>,
    /// Nothing more comes.
    ended: bool,
    /// Nobody takes any more.
    broken: bool,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Passes on what is held until there is no more, and closes the pipe.
fn feeder(mut pipe: ChildStdin) -> Held {
    let held = Held::default();
    let shared = Arc::clone(&held);
    thread::spawn(move || {
        let (content, changed) = &*shared;
        loop {
            let mut now = locked(content);
            while now.bytes.is_empty() && !now.ended {
                now = changed.wait(now).unwrap_or_else(PoisonError::into_inner);
            }
            let bytes = std::mem::take(&mut now.bytes);
            drop(now);
            if bytes.is_empty() {
                return;
            }
            if pipe.write_all(&bytes).is_err() {
                locked(content).broken = true;
                return;
            }
        }
    });
    held
}

/// Holds what comes from a pipe, as much as there is room for.
fn reader(mut pipe: impl Read + Send + 'static) -> Held {
    let held = Held::default();
    let shared = Arc::clone(&held);
    thread::spawn(move || {
        let (content, changed) = &*shared;
        let mut part = vec![0; 1 << 16];
        loop {
            let count = match pipe.read(&mut part) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other.unwrap_or(0),
            };
            let mut now = locked(content);
            if count == 0 {
                now.ended = true;
                return;
            }
            now.bytes.extend_from_slice(&part[..count]);
            while now.bytes.len() >= ROOM {
                now = changed.wait(now).unwrap_or_else(PoisonError::into_inner);
            }
        }
    });
    held
}

impl Running {
    fn poll(&mut self) -> io::Result<Option<ProcessEnd>> {
        if self.end.is_none() {
            self.end = self.child.try_wait()?.map(|status| {
                #[cfg(unix)]
                let signal = std::os::unix::process::ExitStatusExt::signal(&status).unwrap_or(0);
                #[cfg(not(unix))]
                let signal = 0;
                ProcessEnd { code: status.code().unwrap_or(0), signal }
            });
        }
        Ok(self.end)
    }
}

impl Started {
    fn child(&mut self, child: u64) -> io::Result<&mut Running> {
        let found = self.children.get_mut(&child);
        found.ok_or_else(|| io::Error::from_raw_os_error(NO_SUCH_PROCESS))
    }

    fn stream(&mut self, stream: &ProcessStream, is_input: bool) -> io::Result<Stdio> {
        Ok(match stream {
            ProcessStream::Inherited => Stdio::inherit(),
            ProcessStream::Null => Stdio::null(),
            ProcessStream::Pipe => Stdio::piped(),
            ProcessStream::File { path, .. } if is_input => fs::File::open(path)?.into(),
            ProcessStream::File { path, append: true } => {
                fs::OpenOptions::new().append(true).create(true).open(path)?.into()
            }
            ProcessStream::File { path, append: false } => fs::File::create(path)?.into(),
            ProcessStream::Child(other) => match self.child(*other)?.stdout.take() {
                Some(pipe) => pipe.into(),
                None => return Err(io::Error::from_raw_os_error(BROKEN_PIPE)),
            },
        })
    }
}

impl Processes for Children {
    fn start(&mut self, start: &ProcessStart) -> io::Result<u64> {
        let mut all = locked(&self.all);
        // Those that nobody waits for are not to stay in the system's table.
        for running in all.children.values_mut() {
            let _ = running.poll();
        }
        let (program, arguments) = start.words.split_first().ok_or(io::ErrorKind::InvalidInput)?;
        let mut command = Command::new(program);
        command.args(arguments).env_clear().current_dir(&start.directory);
        command.envs(start.environment.iter().map(|(name, value)| (name, value)));
        command.stdin(all.stream(&start.streams[0], true)?);
        command.stdout(all.stream(&start.streams[1], false)?);
        command.stderr(all.stream(&start.streams[2], false)?);
        #[cfg(unix)]
        if start.detached {
            std::os::unix::process::CommandExt::process_group(&mut command, 0);
        }
        let mut child = command.spawn()?;
        let input = child.stdin.take().map(feeder);
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let running =
            Running { child, end: None, input, stdout, stderr, output: None, error: None };
        all.last += 1;
        let id = all.last;
        all.children.insert(id, running);
        Ok(id)
    }

    fn system_id(&mut self, child: u64) -> io::Result<u32> {
        Ok(locked(&self.all).child(child)?.child.id())
    }

    fn write(&mut self, child: u64, bytes: &[u8]) -> io::Result<usize> {
        let mut all = locked(&self.all);
        let broken = || io::Error::from_raw_os_error(BROKEN_PIPE);
        let (content, changed) = &**all.child(child)?.input.as_ref().ok_or_else(broken)?;
        let mut now = locked(content);
        if now.broken || now.ended {
            return Err(broken());
        }
        let count = bytes.len().min(ROOM.saturating_sub(now.bytes.len()));
        now.bytes.extend_from_slice(&bytes[..count]);
        changed.notify_all();
        Ok(count)
    }

    fn close_input(&mut self, child: u64) -> io::Result<()> {
        if let Some(input) = &locked(&self.all).child(child)?.input {
            locked(&input.0).ended = true;
            input.1.notify_all();
        }
        Ok(())
    }

    fn read(&mut self, child: u64, from: ChildOutput) -> io::Result<Option<Vec<u8>>> {
        let mut all = locked(&self.all);
        let running = all.child(child)?;
        let held = match from {
            ChildOutput::Output => {
                if let Some(pipe) = running.stdout.take() {
                    running.output = Some(reader(pipe));
                }
                &running.output
            }
            ChildOutput::Error => {
                if let Some(pipe) = running.stderr.take() {
                    running.error = Some(reader(pipe));
                }
                &running.error
            }
        };
        let Some(held) = held else { return Ok(None) };
        let mut now = locked(&held.0);
        if now.bytes.is_empty() && now.ended {
            return Ok(None);
        }
        held.1.notify_all();
        Ok(Some(std::mem::take(&mut now.bytes)))
    }

    fn ended(&mut self, child: u64) -> io::Result<Option<ProcessEnd>> {
        locked(&self.all).child(child)?.poll()
    }

    fn kill(&mut self, child: u64, signal: i32) -> io::Result<()> {
        let mut all = locked(&self.all);
        let running = all.child(child)?;
        if running.poll()?.is_some() {
            return Err(io::Error::from_raw_os_error(NO_SUCH_PROCESS));
        }
        if signal == 9 {
            return running.child.kill();
        }
        // The standard library sends no other signal. The child is not waited for yet, so that its number is its own.
        let id = running.child.id().to_string();
        let sent = Command::new("kill").arg(format!("-{signal}")).arg(id).status()?;
        if sent.success() { Ok(()) } else { Err(io::Error::from_raw_os_error(22)) }
    }
}
