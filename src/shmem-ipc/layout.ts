/**
 * Byte layouts declared once: a struct is a list of named fields with natural alignment, little-endian.
 * Both TypeScript readers/writers and the kernel's generated constants come from the same declaration.
 *
 * Thread: any. `readStruct`/`writeStruct` do not allocate; `createStruct` does.
 */

export type Scalar = 'u8' | 'u16' | 'u32' | 'i32' | 'f32' | 'f64';

/** A fixed-length run of one element type. */
export interface ArrayField<E extends Field = Field> {
  readonly kind: 'array';
  readonly of: E;
  readonly count: number;
}

/** A named record. `offsets` are bytes from its start; `byteSize` is padded to its alignment. */
export interface Struct<S extends FieldMap = FieldMap> {
  readonly kind: 'struct';
  readonly name: string;
  readonly fields: S;
  readonly offsets: { readonly [K in keyof S]: number };
  readonly byteSize: number;
  readonly align: number;
}

export type Field = Scalar | ArrayField | Struct;
export type FieldMap = { readonly [name: string]: Field };

/** The plain TypeScript value that mirrors a field. */
export type ValueOf<F> = F extends Scalar
  ? number
  : F extends { kind: 'array'; of: infer E }
    ? ValueOf<E>[]
    : F extends { kind: 'struct'; fields: infer S }
      ? { -readonly [K in keyof S]: ValueOf<S[K]> }
      : never;

const SCALAR_BYTES: { readonly [K in Scalar]: number } = { u8: 1, u16: 2, u32: 4, i32: 4, f32: 4, f64: 8 };

export function byteSizeOf(field: Field): number {
  if (typeof field === 'string') return SCALAR_BYTES[field];
  if (field.kind === 'array') return byteSizeOf(field.of) * field.count;
  return field.byteSize;
}

export function alignOf(field: Field): number {
  if (typeof field === 'string') return SCALAR_BYTES[field];
  return field.kind === 'array' ? alignOf(field.of) : field.align;
}

const alignUp = (n: number, to: number): number => Math.ceil(n / to) * to;

/** Declares an array field of `count` elements. */
export function array<const E extends Field>(of: E, count: number): ArrayField<E> {
  return { kind: 'array', of, count };
}

/** Declares a struct. Fields keep their order; each is aligned to its own size. */
export function struct<const S extends FieldMap>(name: string, fields: S): Struct<S> {
  const offsets: Record<string, number> = {};
  let at = 0;
  let align = 1;
  for (const [key, field] of Object.entries(fields)) {
    const a = alignOf(field);
    at = alignUp(at, a);
    offsets[key] = at;
    at += byteSizeOf(field);
    align = Math.max(align, a);
  }
  return {
    kind: 'struct',
    name,
    fields,
    offsets: offsets as { readonly [K in keyof S]: number },
    byteSize: alignUp(at, align),
    align,
  };
}

/** A zeroed plain value of the struct's shape, to be reused as the target of `readStruct`. Allocates. */
export function createStruct<F extends Field>(field: F): ValueOf<F> {
  return create(field) as ValueOf<F>;
}

function create(field: Field): unknown {
  if (typeof field === 'string') return 0;
  if (field.kind === 'array') return Array.from({ length: field.count }, () => create(field.of));
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(field.fields)) out[key] = create(field.fields[key] as Field);
  return out;
}

function readScalar(type: Scalar, view: DataView, at: number): number {
  switch (type) {
    case 'u8':
      return view.getUint8(at);
    case 'u16':
      return view.getUint16(at, true);
    case 'u32':
      return view.getUint32(at, true);
    case 'i32':
      return view.getInt32(at, true);
    case 'f32':
      return view.getFloat32(at, true);
    case 'f64':
      return view.getFloat64(at, true);
  }
}

function writeScalar(type: Scalar, view: DataView, at: number, value: number): void {
  switch (type) {
    case 'u8':
      view.setUint8(at, value);
      return;
    case 'u16':
      view.setUint16(at, value, true);
      return;
    case 'u32':
      view.setUint32(at, value, true);
      return;
    case 'i32':
      view.setInt32(at, value, true);
      return;
    case 'f32':
      view.setFloat32(at, value, true);
      return;
    case 'f64':
      view.setFloat64(at, value, true);
      return;
  }
}

/** Reads a struct at byte `at` into `target` (made by `createStruct`). Does not allocate. */
export function readStruct<S extends FieldMap>(
  layout: Struct<S>,
  view: DataView,
  at: number,
  target: ValueOf<Struct<S>>,
): void {
  readFields(layout, view, at, target as Record<string, unknown>);
}

function readFields(layout: Struct, view: DataView, at: number, target: Record<string, unknown>): void {
  for (const key in layout.fields) {
    const field = layout.fields[key] as Field;
    const offset = at + (layout.offsets[key] as number);
    if (typeof field === 'string') target[key] = readScalar(field, view, offset);
    else if (field.kind === 'struct') readFields(field, view, offset, target[key] as Record<string, unknown>);
    else readArray(field, view, offset, target[key] as unknown[]);
  }
}

function readArray(field: ArrayField, view: DataView, at: number, target: unknown[]): void {
  const { of, count } = field;
  const step = byteSizeOf(of);
  for (let i = 0; i < count; i++) {
    const offset = at + i * step;
    if (typeof of === 'string') target[i] = readScalar(of, view, offset);
    else if (of.kind === 'struct') readFields(of, view, offset, target[i] as Record<string, unknown>);
    else readArray(of, view, offset, target[i] as unknown[]);
  }
}

/** Writes a plain value at byte `at`. Does not allocate. */
export function writeStruct<S extends FieldMap>(
  layout: Struct<S>,
  view: DataView,
  at: number,
  value: ValueOf<Struct<S>>,
): void {
  writeFields(layout, view, at, value as Record<string, unknown>);
}

function writeFields(layout: Struct, view: DataView, at: number, value: Record<string, unknown>): void {
  for (const key in layout.fields) {
    const field = layout.fields[key] as Field;
    const offset = at + (layout.offsets[key] as number);
    if (typeof field === 'string') writeScalar(field, view, offset, value[key] as number);
    else if (field.kind === 'struct') writeFields(field, view, offset, value[key] as Record<string, unknown>);
    else writeArray(field, view, offset, value[key] as unknown[]);
  }
}

function writeArray(field: ArrayField, view: DataView, at: number, value: unknown[]): void {
  const { of, count } = field;
  const step = byteSizeOf(of);
  for (let i = 0; i < count; i++) {
    const offset = at + i * step;
    if (typeof of === 'string') writeScalar(of, view, offset, value[i] as number);
    else if (of.kind === 'struct') writeFields(of, view, offset, value[i] as Record<string, unknown>);
    else writeArray(of, view, offset, value[i] as unknown[]);
  }
}
