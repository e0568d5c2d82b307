//! Images: what a session has defined, as data that other sessions begin with.
//!
//! ```text
//!   Session ─ image() ─► bytes ─ Image::read ─► Image ─ Session::from_image ─► Session, and more of them
//!                                                 │
//!                                                 ├ names stay numbers until somebody asks what they stand for,
//!                                                 ├ methods bytes until something with their callee is looked up,
//!                                                 ╰ bodies until a method is first run
//! ```
//!
//! An image has modules, names with their values, and methods with lowered bodies. What was inferred and optimised of
//! them stands beside it, as [`code`] says. What the host offers is not in it: whoever begins with an image offers again what
//! the methods in it call.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use overdub_ir::{
    Loc,
    wire::{WireBody, WireGlobal},
};
use overdub_types::{
    Symbol,
    wire::{Entries, EntryWriter, Number, Reader, Tables, Writer},
};
use overdub_values::{
    Builtin, Value,
    wire::{Objects, ValueReader, ValueWriter, WireValue},
};
use overdub_world::{
    Definitions, HeadName, ImportKind, LazyBody, MethodDef, Source, Standing, StandingModule,
    StandingName, Stored, StoredNames, Visibility, World,
};
use serde::{Deserialize, Serialize};

use crate::{
    core::Core,
    error::Error,
    host::Host,
    report::uncaught,
    session::{Config, Session},
    surface::{Generator, generator_source},
};

mod code;

use code::ReadCode;
pub(crate) use code::{ImageCode, KeptCode};

/// What stands at the beginning of an image, so that one of another version is not taken for one of this.
const FORMAT: &str = concat!("overdub image ", env!("CARGO_PKG_VERSION"), " 2");

#[derive(Serialize, Deserialize)]
struct WireImage<'a> {
    format: &'a str,
    #[serde(borrow)]
    tables: Tables<'a>,
    objects: Objects,
    modules: Vec<WireModule>,
    names: Vec<(WireGlobal, WireName)>,
    aliases: Vec<(Number, Vec<Number>)>,
    cells: Vec<(WireGlobal, WireValue)>,
    embedded: Vec<(Number, WireValue)>,
    /// In order of definition.
    #[serde(borrow)]
    methods: Entries<'a>,
    groups: Vec<(WireHead, Vec<Number>)>,
    packages: Vec<Number>,
    next_id: u32,
    function_numbers: Vec<(Number, u32)>,
    gensyms: u32,
    /// The bodies one after the other; methods know where theirs is.
    bodies: &'a [u8],
}

/// What all callees of a group of methods have in common.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum WireHead {
    Wild,
    Name(WireGlobal),
    TypeOf(WireGlobal),
}

#[derive(Serialize, Deserialize)]
struct WireModule {
    path: Number,
    parent: Number,
    is_bare: bool,
    usings: Vec<Number>,
    /// Names that are exported, and names that are public only.
    exported: Vec<Number>,
    public: Vec<Number>,
}

#[derive(Serialize, Deserialize)]
enum WireName {
    Const(WireValue),
    Variable(Option<Number>),
    Import { owner: WireGlobal, kind: ImportKind },
}

#[derive(Serialize, Deserialize)]
struct WireMethod {
    sig: Number,
    module: Number,
    names: Box<[Number]>,
    file: Number,
    line: u32,
    column: u32,
    source: WireSource,
}

#[derive(Serialize, Deserialize)]
enum WireSource {
    Body {
        start: u32,
        end: u32,
    },
    Host {
        name: Number,
        returns: Number,
    },
    Builtin(Number),
    Generator {
        function: WireGlobal,
        args: Box<[Number]>,
        params: Box<[Number]>,
        is_vararg: bool,
        is_told: bool,
        module: Number,
    },
    Missing,
}

impl Session {
    /// What the session has defined, as an image.
    ///
    /// # Errors
    /// Out of memory, or a method whose source only this session has.
    pub fn image(&mut self) -> Result<Vec<u8>, Error> {
        self.on_stack(|core| core.image().map_err(|it| uncaught(core, it, None)))
    }

    /// Loads a package, so that an image of the session has it; names of `Main` stay as they are.
    ///
    /// # Errors
    /// That there is no such package, or what is wrong with it.
    pub fn load_package(&mut self, name: &str) -> Result<(), Error> {
        let name = Symbol::new(name);
        let loaded = self.in_surface(|core| {
            let state = crate::session::state_of(core);
            core.package(name, None, state).map(|_| Value::nothing())
        });
        loaded.map(|_| ())
    }

    /// A session of the surface language that begins with what is in an image.
    ///
    /// # Errors
    /// Out of memory, or an image that this version did not write; the session is then an empty one.
    pub fn from_image(
        host: Box<dyn Host>,
        config: Config,
        image: &Image,
    ) -> (Self, Result<(), Error>) {
        let mut session = Self::empty(host, config);
        session.core_mut().surface.is_on = true;
        session.core_mut().tables.sees_late_names = true;
        let begun =
            session.on_stack(|core| core.begin_with(image).map_err(|it| uncaught(core, it, None)));
        crate::surface::offer_own(&mut session);
        (session, begun)
    }
}

/// An image that was read; sessions that begin with it share what is decoded of it.
#[derive(Clone)]
pub struct Image(Arc<Read>, Option<Arc<ReadCode>>);

struct Read {
    wire: WireImage<'static>,
    reader: Arc<Mutex<Reader<'static>>>,
}

impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Image({} methods)", self.0.wire.methods.len())
    }
}

impl Image {
    /// Reads an image, but for its bodies.
    ///
    /// # Errors
    /// If the bytes are no image of this version.
    pub fn read(bytes: &'static [u8]) -> Result<Self, Error> {
        let wire: Result<WireImage<'static>, _> = postcard::from_bytes(bytes);
        match wire {
            Ok(wire) if wire.format == FORMAT => {
                let reader = Arc::new(Mutex::new(Reader::new(wire.tables.clone())));
                Ok(Self(Arc::new(Read { wire, reader }), None))
            }
            _ => Err(Error::request("bad-image", "the image is not of this version")),
        }
    }

    /// The same with code of its methods, as [`Session::compiled`] has written it for this very image.
    ///
    /// # Errors
    /// If the bytes are no code of this version.
    pub fn with_code(self, bytes: &'static [u8]) -> Result<Self, Error> {
        let code = ReadCode::read(bytes)?;
        Ok(Self(self.0, Some(Arc::new(code))))
    }

    fn code(&self) -> Option<&ReadCode> {
        self.1.as_deref()
    }
}

impl Core {
    fn image(&mut self) -> overdub_interp::RunResult<Vec<u8>> {
        let snapshot = self.definitions.snapshot();
        let (standing, defined) = (snapshot.standing(), snapshot.standing_methods());
        let defined = defined.map_err(|error| self.unwritten(&error))?;
        let mut types = Writer::new();
        let mut values = ValueWriter::new();
        let mut modules = Vec::new();
        for module in &standing.modules {
            let mut of = |visibility| -> Vec<Number> {
                let marks = module.marks.iter().filter(|it| it.1 == visibility);
                marks.map(|it| types.symbol(it.0)).collect()
            };
            let (exported, public) = (of(Visibility::Exported), of(Visibility::Public));
            modules.push(WireModule {
                path: types.symbol(module.path),
                parent: types.symbol(module.parent),
                is_bare: module.is_bare,
                usings: module.usings.iter().map(|it| types.symbol(*it)).collect(),
                exported,
                public,
            });
        }
        let (mut names, mut cells) = (Vec::new(), Vec::new());
        for (global, name) in &standing.names {
            let key = WireGlobal::of(*global, &mut types);
            let name = match name {
                StandingName::Const(value) => {
                    WireName::Const(self.wire_value(*value, &mut values, &mut types)?)
                }
                StandingName::Variable(ty) => {
                    let cell = self.cell_of.get(global).copied();
                    let value = cell.and_then(|it| self.heap.cells.value(it));
                    if let Some(value) = value {
                        let value = self.wire_value(value, &mut values, &mut types)?;
                        cells.push((key, value));
                    }
                    WireName::Variable(ty.map(|it| types.ty(it)))
                }
                StandingName::Import { owner, kind } => {
                    WireName::Import { owner: WireGlobal::of(*owner, &mut types), kind: *kind }
                }
            };
            names.push((key, name));
        }
        let mut embedded = Vec::new();
        for (name, value) in self.tables.embedded.all() {
            let value = self.wire_value(value, &mut values, &mut types)?;
            embedded.push((types.symbol(name), value));
        }
        let mut bodies = Vec::new();
        let mut methods = EntryWriter::new();
        for def in &defined {
            let wire = self.wire_method(def, &mut bodies, &mut types)?;
            methods.write(&wire).map_err(|error| self.unwritten(&error))?;
        }
        let groups = Stored::group(&defined).into_iter().map(|(head, numbers)| {
            let head = match head {
                HeadName::Wild => WireHead::Wild,
                HeadName::Name(global) => WireHead::Name(WireGlobal::of(global, &mut types)),
                HeadName::TypeOf(global) => WireHead::TypeOf(WireGlobal::of(global, &mut types)),
            };
            (head, numbers)
        });
        let groups = groups.collect();
        let mut symbols = |it: &Vec<Symbol>| it.iter().map(|it| types.symbol(*it)).collect();
        let aliases: Vec<(Symbol, Vec<Number>)> =
            standing.aliases.iter().map(|(module, names)| (*module, symbols(names))).collect();
        let aliases =
            aliases.into_iter().map(|(module, names)| (types.symbol(module), names)).collect();
        let mut function_numbers: Vec<(Symbol, u32)> =
            self.surface.function_numbers.iter().map(|(of, it)| (*of, *it)).collect();
        function_numbers.sort_unstable();
        let function_numbers =
            function_numbers.into_iter().map(|(of, it)| (types.symbol(of), it)).collect();
        let mut packages: Vec<Symbol> = self.surface.packages.iter().copied().collect();
        packages.sort_unstable();
        let packages = packages.into_iter().map(|it| types.symbol(it)).collect();
        let wire = WireImage {
            format: FORMAT,
            objects: values.finish(),
            modules,
            names,
            aliases,
            cells,
            embedded,
            methods: methods.entries(),
            groups,
            packages,
            next_id: self.surface.next_id,
            function_numbers,
            gensyms: self.surface.gensyms,
            bodies: &bodies,
            tables: types.tables(),
        };
        postcard::to_stdvec(&wire).map_err(|error| self.unwritten(&error))
    }

    /// The exception that something cannot be part of an image.
    fn unwritten(&mut self, why: &impl ToString) -> overdub_interp::Exception {
        self.coded_exception("bad-image", &why.to_string())
    }

    fn wire_value(
        &mut self,
        value: Value,
        values: &mut ValueWriter,
        types: &mut Writer,
    ) -> overdub_interp::RunResult<WireValue> {
        values.value(&mut self.heap, value, types).map_err(|error| self.exception_of(error))
    }

    /// Appends what something is as bytes.
    fn put(&mut self, wire: &impl Serialize, bytes: &mut Vec<u8>) -> overdub_interp::RunResult<()> {
        match postcard::to_stdvec(wire) {
            Ok(more) => bytes.extend_from_slice(&more),
            Err(error) => return Err(self.unwritten(&error)),
        }
        Ok(())
    }

    fn wire_method(
        &mut self,
        def: &MethodDef,
        bodies: &mut Vec<u8>,
        types: &mut Writer,
    ) -> overdub_interp::RunResult<WireMethod> {
        let source = match &def.source {
            Source::Body(body) => {
                let start = bodies.len();
                self.put(&WireBody::of(body.body(), types), bodies)?;
                WireSource::Body { start: offset(start), end: offset(bodies.len()) }
            }
            Source::Host { name, returns } => {
                WireSource::Host { name: types.symbol(*name), returns: types.ty(*returns) }
            }
            Source::Builtin(it) => WireSource::Builtin(types.symbol(Symbol::new(it.name()))),
            Source::Missing => WireSource::Missing,
            Source::Foreign(source) => match source.downcast_ref::<Generator>() {
                Some(generator) => WireSource::Generator {
                    function: WireGlobal::of(generator.function, types),
                    args: generator.arg_names.iter().map(|it| types.symbol(*it)).collect(),
                    params: generator.static_params.iter().map(|it| types.symbol(*it)).collect(),
                    is_vararg: generator.is_vararg,
                    is_told: generator.is_told,
                    module: types.symbol(generator.module),
                },
                None => {
                    let message = format!("the method {} cannot be part of an image", def.sig);
                    return Err(self.unwritten(&message));
                }
            },
        };
        Ok(WireMethod {
            sig: types.ty(def.sig),
            module: types.symbol(def.module),
            names: def.names.iter().map(|it| types.symbol(*it)).collect(),
            file: types.symbol(def.loc.file),
            line: def.loc.line,
            column: def.loc.column,
            source,
        })
    }

    /// Makes what is in an image what this session has defined.
    fn begin_with(&mut self, image: &Image) -> overdub_interp::RunResult<()> {
        let wire = &image.0.wire;
        let reader = image.0.reader.lock().unwrap_or_else(PoisonError::into_inner);
        let mut values = ValueReader::new(&wire.objects);
        let mut standing = Standing::default();
        let marked = |numbers: &[Number], visibility: Visibility| -> Vec<(Symbol, Visibility)> {
            numbers.iter().map(|it| (reader.symbol(*it), visibility)).collect()
        };
        for module in &wire.modules {
            let mut marks = marked(&module.exported, Visibility::Exported);
            marks.extend(marked(&module.public, Visibility::Public));
            standing.modules.push(StandingModule {
                path: reader.symbol(module.path),
                parent: reader.symbol(module.parent),
                is_bare: module.is_bare,
                usings: module.usings.iter().map(|it| reader.symbol(*it)).collect(),
                marks,
            });
        }
        let mut read = |core: &mut Self, value: &WireValue| {
            let value = values.value(&mut core.heap, value, &reader);
            let value = value.map_err(|error| core.exception_of(error))?;
            // Whatever holds it: names and cells are not scanned while they are being filled.
            core.constants.push(core.heap.root(value));
            Ok(value)
        };
        let mut stored = Vec::with_capacity(wire.names.len());
        for (global, what) in &wire.names {
            let global = global.read(&reader);
            if let WireName::Const(value) = what
                && !value.is_free()
            {
                standing.names.push((global, StandingName::Const(read(self, value)?)));
            }
            stored.push(global);
        }
        let made_of = image.clone();
        let stored = StoredNames::new(&stored, move |it| standing_name(it, &made_of));
        for (module, names) in &wire.aliases {
            let names = names.iter().map(|it| reader.symbol(*it)).collect();
            standing.aliases.push((reader.symbol(*module), names));
        }
        for (global, value) in &wire.cells {
            let global = global.read(&reader);
            let value = read(self, value)?;
            let cell = self.cell_for(global);
            self.heap.cells.set(cell, value);
        }
        for (name, value) in &wire.embedded {
            let value = read(self, value)?;
            let root = self.heap.root(value);
            self.tables.embedded.restore(reader.symbol(*name), root);
        }
        let groups = wire.groups.iter().map(|(head, numbers)| {
            let head = match *head {
                WireHead::Wild => HeadName::Wild,
                WireHead::Name(global) => HeadName::Name(global.read(&reader)),
                WireHead::TypeOf(global) => HeadName::TypeOf(global.read(&reader)),
            };
            (head, numbers.clone())
        });
        let made_of = image.clone();
        let count = offset(wire.methods.len());
        let methods =
            Arc::new(Stored::new(count, groups.collect(), move |it| method_def(it, &made_of)));
        self.image_methods = Some((image.clone(), Arc::clone(&methods), World::FIRST));
        self.surface.next_id = wire.next_id;
        self.surface.function_numbers =
            wire.function_numbers.iter().map(|(of, it)| (reader.symbol(*of), *it)).collect();
        self.surface.gensyms = wire.gensyms;
        self.surface.packages = wire.packages.iter().map(|it| reader.symbol(*it)).collect();
        // What is stored is read with it.
        drop(reader);
        self.definitions = Arc::new(Definitions::beginning_with(standing, stored, methods));
        Ok(())
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("bodies take less than 4 GiB")
}

/// What the name of a number stands for.
fn standing_name(number: u32, image: &Image) -> StandingName {
    let Read { wire, reader } = &*image.0;
    let reader = reader.lock().unwrap_or_else(PoisonError::into_inner);
    let what = wire.names.get(number as usize).map(|it| &it.1);
    match what.expect("an image holds what it was made of") {
        WireName::Const(value) => {
            let value = value.free(&reader);
            StandingName::Const(value.expect("values of the heap are read at the beginning"))
        }
        WireName::Variable(ty) => StandingName::Variable(ty.map(|it| reader.ty(it))),
        WireName::Import { owner, kind } => {
            StandingName::Import { owner: owner.read(&reader), kind: *kind }
        }
    }
}

/// The method of a number.
fn method_def(number: u32, image: &Image) -> MethodDef {
    let Read { wire: all, reader } = &*image.0;
    let reader = reader.lock().unwrap_or_else(PoisonError::into_inner);
    let wire = all.methods.read::<WireMethod>(number as usize);
    let wire = wire.expect("an image holds what it was made of");
    let symbols = |numbers: &[Number]| -> Vec<Symbol> {
        numbers.iter().map(|it| reader.symbol(*it)).collect()
    };
    let source = match &wire.source {
        WireSource::Body { start, end } => {
            let (image, range) = (image.clone(), *start as usize..*end as usize);
            Source::Body(LazyBody::new(move || {
                let bytes = image.0.wire.bodies.get(range).unwrap_or_default();
                let body: WireBody =
                    postcard::from_bytes(bytes).expect("the image was checked when it was read");
                let reader = image.0.reader.lock().unwrap_or_else(PoisonError::into_inner);
                Arc::new(body.read(&reader))
            }))
        }
        WireSource::Host { name, returns } => {
            Source::Host { name: reader.symbol(*name), returns: reader.ty(*returns) }
        }
        WireSource::Builtin(name) => match Builtin::from_name(reader.symbol(*name).as_str()) {
            Some(builtin) => Source::Builtin(builtin),
            None => Source::Missing,
        },
        WireSource::Generator { function, args, params, is_vararg, is_told, module } => {
            generator_source(
                (function.read(&reader), *is_told),
                &symbols(args),
                &symbols(params),
                *is_vararg,
                reader.symbol(*module),
            )
        }
        WireSource::Missing => Source::Missing,
    };
    let loc = Loc { file: reader.symbol(wire.file), line: wire.line, column: wire.column };
    MethodDef::new(reader.ty(wire.sig), source)
        .module(reader.symbol(wire.module))
        .names(symbols(&wire.names))
        .at(loc)
}
