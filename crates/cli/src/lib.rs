//! Arguments, files, printing and exit codes.
