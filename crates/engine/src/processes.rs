//! Other programs, started by the session's programs: the embedder's [`Host`](crate::Host) offers them or not.

use std::io;

/// What a host lets programs do with other programs. No method waits for a child: the session asks again, and lets its
/// other tasks run meanwhile.
pub trait Processes {
    /// Starts a program and answers the number that the other methods know it by.
    ///
    /// # Errors
    /// The system's, such as that there is no such program.
    fn start(&mut self, start: &ProcessStart) -> io::Result<u64>;

    /// The number that the system knows a child by.
    ///
    /// # Errors
    /// There is no such child; so for all methods below.
    fn system_id(&mut self, child: u64) -> io::Result<u32>;

    /// Gives bytes to a child's input, which is a pipe, and answers how many were taken; 0 if it is full.
    ///
    /// # Errors
    /// The child reads no more.
    fn write(&mut self, child: u64, bytes: &[u8]) -> io::Result<usize>;

    /// Ends a child's input, after what was taken for it.
    ///
    /// # Errors
    /// There is no such child.
    fn close_input(&mut self, child: u64) -> io::Result<()>;

    /// What a child has written to a pipe since it was last asked; empty if nothing, `None` at the end.
    ///
    /// # Errors
    /// The system's.
    fn read(&mut self, child: u64, from: ChildOutput) -> io::Result<Option<Vec<u8>>>;

    /// How a child ended; `None` while it runs.
    ///
    /// # Errors
    /// The system's.
    fn ended(&mut self, child: u64) -> io::Result<Option<ProcessEnd>>;

    /// Sends a signal to a child.
    ///
    /// # Errors
    /// The system's; that the child has ended, as "no such process".
    fn kill(&mut self, child: u64, signal: i32) -> io::Result<()>;
}

/// A program to start.
#[derive(Clone, Debug)]
pub struct ProcessStart {
    /// Its name, looked for as the system does, and what it is given.
    pub words: Vec<String>,
    /// The directory it starts in.
    pub directory: String,
    /// Its whole environment.
    pub environment: Vec<(String, String)>,
    /// Where input comes from, and where output and the error stream go.
    pub streams: [ProcessStream; 3],
    /// Whether it outlives an interrupt of the session's group.
    pub detached: bool,
}

/// What a standard stream of a child is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProcessStream {
    /// The host's own.
    Inherited,
    /// Nothing.
    Null,
    /// A file; one that is written is made if it is missing.
    File {
        /// Where it is.
        path: String,
        /// Whether output is added to it.
        append: bool,
    },
    /// A pipe to the session.
    Pipe,
    /// For an input: the output of another child, which has been started with a pipe that nobody has read from.
    Child(u64),
}

/// One of the two streams that a child writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChildOutput {
    /// Standard output.
    Output,
    /// The error stream.
    Error,
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProcessEnd {
    /// The code that it gave back.
    pub code: i32,
    /// The signal that ended it, or 0.
    pub signal: i32,
}
