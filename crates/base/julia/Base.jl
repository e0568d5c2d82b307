# The base library. Files are evaluated in this order; while they load only definitions run,
# so that bodies may use what is defined later, but macros and types must stand before their uses.
baremodule Base

using Core
using Core.Intrinsics
# Types that get constructors here.
import Core: AbstractArray, AbstractChar, AbstractFloat, AbstractString, Array,
    Bool, Char, Exception,
    Expr, Float16, Float32, Float64, GenericMemory, GenericMemoryRef, GlobalRef,
    Int, Int128, Int16, Int32, Int64, Int8, Integer, LineNumberNode,
    Memory, MemoryRef, Method, Module, NamedTuple, Nothing, Number,
    QuoteNode, Real, Ref, Signed, String,
    Symbol, Tuple, Type, TypeVar, UInt, UInt128, UInt16, UInt32, UInt64, UInt8,
    Union, UnionAll, Unsigned, VecElement, Vector,
    Matrix

include("base/exports.jl")

# --- Ground: properties, conversion, promotion, comparison ------------------------------------
include("base/boot.jl")
include("base/iteration.jl")
include("base/array_types.jl")
include("base/types.jl")
include("base/macros.jl")
include("base/essentials.jl")
include("base/rounding.jl")
include("base/promotion.jl")
include("base/operators.jl")
include("base/some.jl")
include("base/missing.jl")
include("base/ref.jl")
include("base/options.jl")

# --- Errors and what printing is about (text) ------------------------------------------------------
include("base/io_types.jl")
include("base/errors.jl")
include("base/symbol.jl")
include("base/string_basic.jl")
include("base/char.jl")
include("base/string.jl")
include("base/substring.jl")
include("base/expr.jl")
include("base/pair.jl")
include("base/abstractset.jl")
include("base/abstractdict.jl")

# --- Numbers --------------------------------------------------------------------------------------
include("base/number.jl")
include("base/bool.jl")
include("base/int_convert.jl")
include("base/int.jl")
include("base/bits.jl")
include("base/checked.jl")
include("base/float.jl")
include("base/float_round.jl")
include("base/char_num.jl")
include("base/rational.jl")
include("base/complex.jl")
include("base/complex_math.jl")
include("base/gmp.jl")
include("base/mpfr.jl")
include("base/irrationals.jl")
include("base/math.jl")
include("base/trig.jl")
include("base/power.jl")
include("base/math_module.jl")
include("base/intfuncs.jl")
include("base/combinatorics.jl")
include("base/hashing.jl")
include("base/parse_numbers.jl")
include("base/show_numbers.jl")

# --- Arrays, tuples, iteration --------------------------------------------------------------------
include("base/memory.jl")
include("base/indices.jl")
include("base/abstractarray.jl")
include("base/array.jl")
include("base/cartesian.jl")
include("base/tuple.jl")
include("base/namedtuple.jl")
include("base/traits.jl")
include("base/range.jl")
include("base/twiceprecision.jl")
include("base/range_kinds.jl")
include("base/logrange.jl")
include("base/generator.jl")
include("base/iterators.jl")
include("base/comprehension.jl")
include("base/subarray.jl")
include("base/views.jl")
include("base/reduce.jl")
include("base/reducedim.jl")
include("base/accumulate.jl")
include("base/sort.jl")
include("base/search_arrays.jl")
include("base/reshape.jl")
include("base/reinterpret.jl")
include("base/permute.jl")
include("base/cat.jl")
include("base/bitarray.jl")
include("base/broadcast.jl")
include("base/arraymath.jl")

# --- Text, printing, dictionaries, reflection, tasks ----------------------------------------------
include("base/pointer.jl")
include("base/codeunits.jl")
include("base/dict.jl")
include("base/set.jl")
include("base/iddict.jl")
include("base/persistent_dict.jl")
include("base/reflection.jl")
include("base/unicode.jl")
include("base/string_search.jl")
include("base/string_util.jl")
include("base/regex.jl")
include("base/io.jl")
include("base/iobuffer.jl")
include("base/iocontext.jl")
include("base/print.jl")
include("base/show.jl")
include("base/show_types.jl")
include("base/show_expr.jl")
include("base/arrayshow.jl")
include("base/methodshow.jl")
include("base/methoderror.jl")
include("base/stacktraces.jl")
include("base/errorshow.jl")
include("base/codeinfo.jl")
include("base/module_util.jl")
include("base/meta.jl")
include("base/unicode_module.jl")
include("base/docs.jl")
include("base/env.jl")
include("base/path.jl")
include("base/file.jl")
include("base/util.jl")
include("base/cmd.jl")
include("base/lock.jl")
include("base/task.jl")
include("base/channel.jl")
include("base/asyncmap.jl")
include("base/process.jl")
include("base/threads.jl")
include("base/scoped.jl")
include("base/logging.jl")

# --- What needs all of the above ------------------------------------------------------------------
include("base/skipmissing.jl")
include("base/bitset.jl")
include("base/deepcopy.jl")
include("base/ryu.jl")
include("base/version.jl")
include("base/enums.jl")
include("base/timing.jl")
include("base/random_core.jl")
include("base/fastmath.jl")
include("base/cartesian_macros.jl")
using .Cartesian
include("base/core_names.jl")
include("base/loading.jl")
include("base/package_names.jl")
include("base/foreign.jl")

# Its methods of `rand` are everybody's.
import Random
# Products and transposes of arrays are at hand in every program.
import LinearAlgebra

end
