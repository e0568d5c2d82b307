# What `Base` exports, by kind of name.

# macros
export
    @evalpoly, @with, @debug, @info, @warn, @error, @lock, @coalesce, @something, @kwdef,
    @macroexpand1, @macroexpand, @isdefined, @invoke, @invokelatest, @MIME_str, @__FILE__,
    @__DIR__, @__LINE__, @__MODULE__, @int128_str, @uint128_str, @big_str, @cmd, @ccall, @cfunction, @b_str, @r_str,
    @s_str, @v_str, @raw_str, @NamedTuple, @Kwargs, @lazy_str, @text_str, @html_str, @doc, @show,
    @time, @timev, @showtime, @timed, @elapsed, @allocated, @sync, @async, @task, @generated, @gensym, @eval,
    @deprecate, @boundscheck, @inbounds, @fastmath, @simd, @inline, @noinline, @nospecialize,
    @specialize, @assert, @atomic, @atomicswap, @atomicreplace, @atomiconce, @__dot__, @enum,
    @label, @goto, @view, @views, @static, @main

# what is `Core`'s elsewhere
export
    undef, UndefInitializer, Cvoid, WeakRef

# types and modules
export
    Meta, StackTraces, Sys, Libc, Docs, Threads, Iterators, Broadcast, MathConstants,
    AbstractChannel, AbstractIrrational, AbstractMatrix, AbstractRange, AbstractSet,
    AbstractSlices, AbstractUnitRange, AbstractVector, AbstractVecOrMat, Array, AbstractMatch,
    AbstractPattern, AbstractDict, BigFloat, BigInt, BitArray, BitMatrix, BitVector,
    CartesianIndex, CartesianIndices, LinearIndices, Channel, Cmd, Colon, Complex, ComplexF64,
    ComplexF32, ComplexF16, ComposedFunction, ColumnSlices, DenseMatrix, DenseVecOrMat,
    DenseVector, Dict, Dims, Enum, ExponentialBackOff, IndexCartesian, IndexLinear, IndexStyle,
    InsertionSort, BitSet, IOBuffer, IOStream, LinRange, Irrational, LazyString, Matrix,
    MergeSort, Missing, NTuple, IdDict, IdSet, OrdinalRange, Pair, PartialQuickSort,
    PermutedDimsArray, QuickSort, Rational, Regex, RegexMatch, Returns, RoundFromZero, RoundDown,
    RoundingMode, RoundNearest, RoundNearestTiesAway, RoundNearestTiesUp, RoundToZero, RoundUp,
    RowSlices, Set, Some, Slices, StepRange, StepRangeLen, StridedArray, StridedMatrix,
    StridedVecOrMat, StridedVector, SubArray, SubString, SubstitutionString, Timer, UnitRange,
    Val, VecOrMat, Vector, VersionNumber, WeakKeyDict, Cchar, Cdouble, Cfloat, Cint, Cintmax_t,
    Clong, Clonglong, Cptrdiff_t, Cshort, Csize_t, Cssize_t, Cuchar, Cuint, Cuintmax_t, Culong,
    Culonglong, Cushort, Cwchar_t, Cstring, Cwstring, ProcessFailedException, CanonicalIndexError, IO, SystemError, CapturedException, CompositeException,
    DimensionMismatch, EOFError, InvalidStateException, KeyError, MissingException,
    TaskFailedException, StringIndexError, ARGS, C_NULL, ENDIAN_BOM, ENV, PROGRAM_FILE, VERSION,
    Inf, Inf16, Inf32, Inf64, NaN, NaN16, NaN32, NaN64, IOContext, ScopedValue, Condition,
    ReentrantLock, GC, PipeBuffer, AbstractDisplay, TextDisplay, MIME, HTML, Text

# operators
export
    !, !=, ≠, !==, ≡, ≢, ⊻, ⊼, ⊽, %, ÷, &, *, +, -, /, //, <, <:, <<, <=, ≤, ==, >, >:, >=, ≥, >>,
    >>>, \, ^, |, |>, ~, :, =>, ∘, √, ∛, ∜, ≈, ≉, ∈, ∉, ∋, ∌, ⊆, ⊈, ⊊, ⊇, ⊉, ⊋, ∩, ∪

# functions and values
export
    stderr, stdin, stdout, devnull, withenv, systemerror, pathof, pkgdir, pkgversion, precompile, run, success, pipeline, ignorestatus, detach, setenv, addenv, kill, process_running, process_exited, code_typed, ScopedValues, redirect_stdin, redirect_stdout, redirect_stderr, redirect_stdio, im, π, pi, ℯ, xor, nand, nor, evalpoly, abs, abs2, acos,
    acosd, acosh, acot, acotd, acoth, acsc, acscd, acsch, angle, asec, asecd, asech, asin, asind,
    asinh, atan, atand, atanh, big, binomial, bitreverse, bitrotate, bswap, cbrt, fourthroot,
    ceil, cis, cispi, clamp, cld, cmp, complex, conj, copysign, cos, cosc, cosd, cosh, cospi, cot,
    cotd, coth, count_ones, count_zeros, csc, cscd, csch, deg2rad, denominator, div, divrem, eps,
    exp, exp10, exp2, expm1, exponent, factorial, fld, fld1, fldmod, fldmod1, flipsign, float,
    tryparse, floor, fma, frexp, gcd, gcdx, hypot, imag, inv, invmod, isapprox, iseven, isfinite,
    isinf, isinteger, isnan, isodd, ispow2, isqrt, isreal, issubnormal, iszero, isone, lcm, ldexp,
    leading_ones, leading_zeros, log, log10, log1p, log2, maxintfloat, mod, mod1, modf, mod2pi,
    muladd, nextfloat, nextpow, nextprod, numerator, one, oneunit, powermod, prevfloat, prevpow,
    rad2deg, rationalize, real, floatmax, floatmin, reim, reinterpret, rem, rem2pi, round, sec,
    secd, sech, sign, signbit, signed, significand, sin, sinc, sincos, sincosd, sincospi, sind,
    sinh, sinpi, sqrt, tan, tand, tanh, tanpi, trailing_ones, trailing_zeros, trunc, unsafe_trunc,
    typemax, typemin, unsigned, widemul, zero, axes, broadcast!, broadcast, cat, checkbounds,
    checkindex, circcopy!, circshift, circshift!, clamp!, conj!, copy!, copyto!, diff, cumprod,
    cumprod!, cumsum, cumsum!, accumulate, accumulate!, eachcol, eachindex, eachrow, eachslice,
    extrema!, extrema, fill!, fill, first, hcat, hvcat, hvncat, indexin, argmax, argmin, invperm,
    invpermute!, isassigned, isperm, issorted, last, mapslices, max, maximum!, maximum, min,
    minimum!, minimum, minmax, ndims, ones, parent, parentindices, partialsort, partialsort!,
    partialsortperm, partialsortperm!, permute!, permutedims, permutedims!, prod!, prod,
    logrange, promote_shape, range, reshape, reverse!, reverse, rot180, rotl90, rotr90, size, selectdim,
    sort!, sort, sortperm, sortperm!, sortslices, dropdims, stack, step, stride, strides, sum!,
    sum, to_indices, vcat, vec, view, wrap, zeros, contains, eachmatch, endswith, findall,
    findfirst, findlast, findmax, findmin, findmin!, findmax!, findnext, findprev, match,
    occursin, searchsorted, searchsortedfirst, searchsortedlast, insorted, startswith, var"'",
    adjoint, transpose, kron, kron!, falses, trues, append!, insert!, pop!, popat!, prepend!,
    push!, resize!, popfirst!, pushfirst!, all!, all, allequal, allunique, any!, any, firstindex,
    collect, count!, count, delete!, deleteat!, keepat!, eltype, empty!, empty, lastindex,
    filter!, filter, foldl, foldr, foreach, get, get!, getindex, getkey, haskey, in, in!,
    intersect!, intersect, isdisjoint, isempty, issubset, issetequal, keys, keytype, length, map!,
    map, mapfoldl, mapfoldr, mapreduce, merge!, mergewith!, merge, mergewith, pairs, reduce,
    setdiff!, setdiff, setindex!, similar, sizehint!, splice!, symdiff!, symdiff, union!, union,
    unique!, unique, values, valtype, ascii, bitstring, bytes2hex, chomp, chop, chopprefix,
    chopsuffix, codepoint, codeunit, codeunits, digits, digits!, eachsplit, eachrsplit,
    escape_string, hex2bytes, hex2bytes!, isascii, iscntrl, isdigit, isletter, islowercase,
    isnumeric, isprint, ispunct, isspace, isuppercase, isxdigit, lowercase, lowercasefirst,
    isvalid, join, lpad, lstrip, ncodeunits, ndigits, nextind, prevind, repeat, replace, replace!,
    repr, reverseind, rpad, rsplit, rstrip, split, string, strip, textwidth, thisind, titlecase,
    transcode, unescape_string, uppercase, uppercasefirst, displaysize, dump, print, println,
    printstyled, show, showerror, sprint, summary, with, precision, rounding, setprecision,
    setrounding, iterate, enumerate, zip, only, copy, deepcopy, hash, identity, isbits, isequal,
    isimmutable, ismutable, ismutabletype, isless, isunordered, ifelse, objectid, sizeof, current_task,
    islocked, istaskdone, istaskstarted, istaskfailed, lock, notify, schedule, task_local_storage,
    trylock, unlock, yield, yieldto, wait, timedwait, asyncmap, asyncmap!, errormonitor, take!,
    put!, isready, fetch, bind, coalesce, ismissing, missing, skipmissing, something, isnothing,
    nonmissingtype, sleep, time, time_ns, backtrace, catch_backtrace, current_exceptions, error,
    rethrow, retry, stacktrace, convert, getproperty, setproperty!, swapproperty!,
    modifyproperty!, replaceproperty!, setpropertyonce!, fieldoffset, fieldname, fieldnames,
    fieldcount, fieldtypes, hasfield, propertynames, hasproperty, isabstracttype, isbitstype,
    isprimitivetype, isstructtype, isconcretetype, isdispatchtuple, oftype, promote, promote_rule,
    promote_type, instances, supertype, typeintersect, typejoin, widen, esc, gensym, macroexpand,
    parse, code_typed, code_lowered, fullname, functionloc, isconst, isinteractive, hasmethod,
    methods, nameof, parentmodule, names, which, invokelatest, evalfile, include_string, include_dependency, LOAD_PATH, DEPOT_PATH, __precompile__,
    finalizer, finalize, atexit, exit, ntuple, splat, close, closewrite, countlines, eachline,
    readeach, eof, flush, gethostname, htol, hton, ismarked, isopen, isreadonly, ltoh, mark,
    bytesavailable, ntoh, open, peek, position, read, read!, readavailable, readbytes!, readchomp,
    readdir, readline, readlines, readuntil, copyuntil, copyline, reset, seek, seekend, seekstart,
    skip, skipchars, truncate, unmark, write, display, displayable, istextmime, popdisplay,
    pushdisplay, redisplay, showable, abspath, basename, dirname, expanduser, contractuser,
    homedir, isabspath, isdirpath, joinpath, normpath, realpath, relpath, splitdir, splitdrive,
    splitext, splitpath, cd, cp, ctime, filemode, filesize, isdir, isfile, islink, ispath,
    isreadable, iswritable, mkdir, mkpath, mktemp, mktempdir, mtime, mv, pwd, rm, stat, tempdir,
    tempname, touch, walkdir, getpid, rand, randn, unsafe_string, unsafe_wrap, unsafe_copyto!, swapglobal!, modifyglobal!,
    replaceglobal!, setglobalonce!

# names that are part of the interface without being exported
public Checked, Filesystem, Order, Sort, AbstractLock, CodeUnits, Event, Fix1, Fix2, Generator,
    ImmutableDict, OneTo, AnnotatedString, AnnotatedChar, UUID, annotatedstring, annotate!,
    annotations, Semaphore, acquire, release, IteratorEltype, IteratorSize, to_index, vect,
    isdone, front, rest, split_rest, tail, checked_length, load_path, active_project, isambiguous,
    isexpr, isidentifier, issingletontype, identify_package, locate_package, moduleroot,
    jit_total_bytes, summarysize, isexported, ispublic, remove_linenums!, operator_associativity,
    operator_precedence, isbinaryoperator, isoperator, isunaryoperator, cconvert, unsafe_convert,
    exit_on_sigint, @assume_effects, @constprop, @locals, @propagate_inbounds, reseteof,
    notnothing, runtests, text_colors, Lockable
