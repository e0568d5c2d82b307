# A bank ledger: money as a number type, accounts by dispatch, transactions that hold or are undone, statements.

# --- money --------------------------------------------------------------------------------------------

abstract type Currency end
struct EUR <: Currency end
struct USD <: Currency end
struct JPY <: Currency end

symbol(::Type{EUR}) = "€"
symbol(::Type{USD}) = "\$"
symbol(::Type{JPY}) = "¥"
decimals(::Type{<:Currency}) = 2
decimals(::Type{JPY}) = 0

"An exact amount of a currency, in its smallest unit."
struct Money{C<:Currency} <: Real
    units::Int
    Money{C}(units::Int, ::Val{:units}) where {C} = new{C}(units)
end

units(C, n) = Money{C}(n, Val(:units))
Money{C}(amount::Real) where {C} = units(C, round(Int, amount * 10^decimals(C)))
Money{C}(amount::Money{C}) where {C} = amount
const Euro = Money{EUR}
const Dollar = Money{USD}
const Yen = Money{JPY}

Base.:+(a::Money{C}, b::Money{C}) where {C} = units(C, Base.checked_add(a.units, b.units))
Base.:-(a::Money{C}, b::Money{C}) where {C} = units(C, Base.checked_sub(a.units, b.units))
Base.:-(a::Money{C}) where {C} = units(C, -a.units)
Base.:*(a::Money{C}, x::Rational) where {C} = units(C, round(Int, a.units * x))
Base.:*(a::Money{C}, n::Integer) where {C} = units(C, Base.checked_mul(a.units, Int(n)))
Base.:*(n::Union{Integer,Rational}, a::Money) = a * n
Base.:<(a::Money{C}, b::Money{C}) where {C} = a.units < b.units
Base.:<=(a::Money{C}, b::Money{C}) where {C} = a.units <= b.units
Base.isless(a::Money{C}, b::Money{C}) where {C} = a.units < b.units
Base.:(==)(a::Money{C}, b::Money{C}) where {C} = a.units == b.units
Base.zero(::Type{Money{C}}) where {C} = units(C, 0)
Base.zero(a::Money) = zero(typeof(a))
Base.iszero(a::Money) = iszero(a.units)
Base.hash(a::Money{C}, h::UInt) where {C} = hash(a.units, hash(C, h))

function Base.show(io::IO, a::Money{C}) where {C}
    whole, part = divrem(abs(a.units), 10^decimals(C))
    a.units < 0 && print(io, '-')
    print(io, symbol(C), group(whole))
    decimals(C) > 0 && print(io, '.', lpad(part, decimals(C), '0'))
end

function group(n::Int)
    digits = string(n)
    parts = String[]
    while length(digits) > 3
        pushfirst!(parts, digits[(end - 2):end])
        digits = digits[1:(end - 3)]
    end
    return join([digits; parts], ',')
end

# --- errors -------------------------------------------------------------------------------------------

abstract type LedgerError <: Exception end
struct InsufficientFunds{M<:Money} <: LedgerError
    account::String
    missing_amount::M
end
struct UnknownAccount <: LedgerError
    id::String
end
struct Frozen <: LedgerError
    id::String
end

Base.showerror(io::IO, e::InsufficientFunds) = print(io, e.account, " lacks ", e.missing_amount)
Base.showerror(io::IO, e::UnknownAccount) = print(io, "no account ", repr(e.id))
Base.showerror(io::IO, e::Frozen) = print(io, e.id, " is frozen")

# --- accounts -----------------------------------------------------------------------------------------

abstract type Account{C<:Currency} end

mutable struct Checking{C} <: Account{C}
    const id::String
    balance::Money{C}
    overdraft::Money{C}
    frozen::Bool
end
Checking(id, balance::Money{C}; overdraft = zero(balance)) where {C} = Checking{C}(id, balance, overdraft, false)

mutable struct Savings{C} <: Account{C}
    const id::String
    balance::Money{C}
    rate::Rational{Int}
    frozen::Bool
end
Savings(id, balance::Money{C}; rate = 1 // 100) where {C} = Savings{C}(id, balance, rate, false)

available(a::Account) = a.balance
available(a::Checking) = a.balance + a.overdraft
fee(::Account{C}, ::Money{C}) where {C} = zero(Money{C})
fee(::Savings{C}, amount::Money{C}) where {C} = min(amount * (1 // 200), Money{C}(10))

function deposit!(a::Account{C}, amount::Money{C}) where {C}
    a.frozen && throw(Frozen(a.id))
    amount > zero(amount) || throw(ArgumentError("amount must be positive, got $amount"))
    a.balance += amount
    return a
end

function withdraw!(a::Account{C}, amount::Money{C}) where {C}
    a.frozen && throw(Frozen(a.id))
    total = amount + fee(a, amount)
    short = total - available(a)
    short > zero(short) && throw(InsufficientFunds(a.id, short))
    a.balance -= total
    return a
end

accrue!(a::Account) = zero(a.balance)
function accrue!(a::Savings)
    interest = a.balance * a.rate
    a.balance += interest
    return interest
end

# --- the ledger ---------------------------------------------------------------------------------------

struct Entry
    number::Int
    kind::Symbol
    accounts::Tuple{Vararg{String}}
    amount::Money
    note::String
end

struct Ledger
    accounts::Dict{String,Account}
    rates::Dict{Tuple{DataType,DataType},Rational{Int}}
    journal::Vector{Entry}
    listeners::Vector{Function}
end
Ledger() = Ledger(Dict(), Dict(), [], [])

Base.getindex(l::Ledger, id::AbstractString) = get(() -> throw(UnknownAccount(id)), l.accounts, id)
Base.haskey(l::Ledger, id) = haskey(l.accounts, id)
Base.push!(l::Ledger, a::Account) = (l.accounts[a.id] = a; l)
Base.keys(l::Ledger) = sort!(collect(keys(l.accounts)))

on_entry!(f, l::Ledger) = push!(l.listeners, f)

function record!(l::Ledger, kind, accounts, amount; note = "")
    entry = Entry(length(l.journal) + 1, kind, accounts, amount, note)
    push!(l.journal, entry)
    foreach(f -> f(entry), l.listeners)
    return entry
end

rate(l::Ledger, ::Type{C}, ::Type{C}) where {C} = 1 // 1
function rate(l::Ledger, ::Type{A}, ::Type{B}) where {A,B}
    haskey(l.rates, (A, B)) && return l.rates[A, B]
    return inv(l.rates[B, A])
end

convert_money(l::Ledger, amount::Money{A}, ::Type{B}) where {A,B} =
    units(B, round(Int, amount.units * rate(l, A, B) * 10^decimals(B) // 10^decimals(A)))

currency(::Account{C}) where {C} = C

"Runs `action` on the ledger; if it throws, balances and journal are as they were."
function transaction(action, l::Ledger)
    balances = [(a, a.balance) for a in values(l.accounts)]
    length_before = length(l.journal)
    committed = false
    try
        result = action(l)
        committed = true
        return result
    finally
        if !committed
            for (a, balance) in balances
                a.balance = balance
            end
            resize!(l.journal, length_before)
        end
    end
end

function transfer!(l::Ledger, from, to, amount::Money; note = "")
    transaction(l) do l
        source, target = l[from], l[to]
        withdraw!(source, convert_money(l, amount, currency(source)))
        deposit!(target, convert_money(l, amount, currency(target)))
        record!(l, :transfer, (from, to), amount; note)
    end
end

total(l::Ledger, C) = sum(convert_money(l, l[id].balance, C) for id in keys(l); init = units(C, 0))

# --- statements ---------------------------------------------------------------------------------------

function statement(io::IO, l::Ledger)
    width = maximum(length, keys(l))
    for id in keys(l)
        a = l[id]
        print(io, "  ", rpad(id, width), " ", rpad(nameof(typeof(a)), 9), lpad(string(a.balance), 14))
        a.frozen && print(io, "  (frozen)")
        println(io)
    end
    println(io, "  total ", total(l, EUR))
end

function attempt(action)
    try
        action()
        println("  done")
    catch e
        e isa Union{LedgerError,ArgumentError,OverflowError} || rethrow()
        println("  refused (", nameof(typeof(e)), "): ", sprint(showerror, e))
    end
end

# --- a day at the bank --------------------------------------------------------------------------------

ledger = Ledger()
ledger.rates[(EUR, USD)] = 27 // 25
ledger.rates[(EUR, JPY)] = 160 // 1
push!(ledger, Checking("alice", Euro(1200.50); overdraft = Euro(500)))
push!(ledger, Savings("alice-savings", Euro(20_000); rate = 3 // 200))
push!(ledger, Checking("bob", Dollar(80.25)))
push!(ledger, Checking("chie", Yen(1_500_000)))
seen = Dict{Symbol,Int}()
on_entry!(e -> seen[e.kind] = get(seen, e.kind, 0) + 1, ledger)

statement(stdout, ledger)
attempt(() -> transfer!(ledger, "alice", "bob", Euro(300); note = "rent"))
attempt(() -> transfer!(ledger, "bob", "chie", Dollar(1_000)))
attempt(() -> transfer!(ledger, "chie", "alice-savings", Yen(160_000)))
attempt(() -> transfer!(ledger, "alice", "dora", Euro(1)))
attempt(() -> transfer!(ledger, "alice", "bob", Euro(-5)))
attempt(() -> transfer!(ledger, "alice-savings", "alice", Euro(2_500)))
ledger["bob"].frozen = true
attempt(() -> transfer!(ledger, "alice", "bob", Euro(10)))
attempt(() -> Euro(1) * typemax(Int))
attempt() do
    transaction(ledger) do l
        transfer!(l, "alice", "chie", Euro(100))
        transfer!(l, "chie", "alice", Yen(99_999_999))
    end
end
statement(stdout, ledger)
for id in keys(ledger)
    interest = accrue!(ledger[id])
    iszero(interest) || record!(ledger, :interest, (id,), interest)
end
for e in ledger.journal
    println("  #", e.number, " ", e.kind, " ", join(e.accounts, " → "), " ", e.amount, isempty(e.note) ? "" : " ($(e.note))")
end
println("  ", sort!(collect(seen); by = first), " ", eltype(ledger.journal), " ", fieldnames(Entry))
println("  richest: ", argmax(id -> convert_money(ledger, ledger[id].balance, EUR), keys(ledger)))
println("  ", Euro(1) + Euro(2) == Euro(3), " ", sort([Yen(3), Yen(1), Yen(2)]), " ", sum([Dollar(1.25), Dollar(2.5)]))
println("  ", try Euro(1) + Dollar(1) catch e; typeof(e) end)
