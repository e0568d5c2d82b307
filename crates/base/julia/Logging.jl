# Messages by level.
module Logging

using Base.CoreLogging
import Base.CoreLogging: LogLevel, AbstractLogger, NullLogger, SimpleLogger, ConsoleLogger, with_logger,
    global_logger, current_logger, disable_logging, default_metafmt, min_enabled_level, shouldlog, handle_message,
    catch_exceptions, Debug, Info, Warn, Error, BelowMinLevel, AboveMaxLevel
import Base: @logmsg

export @debug, @info, @warn, @error, @logmsg, LogLevel, AbstractLogger, NullLogger, SimpleLogger, ConsoleLogger,
    with_logger, global_logger, current_logger, disable_logging

end
