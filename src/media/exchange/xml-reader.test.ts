import { expect, test } from 'vitest';
import { ExchangeError } from './errors.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { type Attributes, readXml } from './xml-reader.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

function elements(text: string | Uint8Array, limits: Partial<Limits> = {}, doctype?: string): [string, Attributes][] {
  const seen: [string, Attributes][] = [];
  readXml(
    typeof text === 'string' ? bytesOf(text) : text,
    { format: 'test', root: 'r', ...(doctype === undefined ? {} : { doctype }) },
    { ...DEFAULT_LIMITS, ...limits },
    () => ({ open: (name, attributes) => seen.push([name, { ...attributes }]), close: () => undefined }),
  );
  return seen;
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ExchangeError) return error.code;
    throw error;
  }
  return 'read';
}

test('attributes keep the characters they were written with', () => {
  expect(elements('<r><t a="&#10;&#9;&lt;&amp;&quot;é"/></r>')[1]).toEqual(['t', { a: '\n\t<&"é' }]);
  expect(elements('<r __proto__="x" constructor="y"/>')[0]?.[1]).toEqual(
    Object.assign(Object.create(null), JSON.parse('{"__proto__":"x","constructor":"y"}')),
  );
});

test('UTF-16 is read by its mark', () => {
  const text = '<r a="é𝄞"/>';
  const bytes = new Uint8Array(2 + text.length * 2);
  bytes.set([0xff, 0xfe]);
  for (let i = 0; i < text.length; i++) new DataView(bytes.buffer).setUint16(2 + i * 2, text.charCodeAt(i), true);
  expect(elements(bytes)[0]).toEqual(['r', { a: 'é𝄞' }]);
});

test('entities and document types are refused before anything is read', () => {
  const bomb = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><r x="&b;"/>';
  expect(codeOf(() => elements(bomb))).toBe('declaration');
  expect(codeOf(() => elements(bomb, {}, 'r'))).toBe('declaration');
  expect(codeOf(() => elements('<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>'))).toBe('declaration');
  expect(codeOf(() => elements('<!DOCTYPE r SYSTEM "http://example.org/a.dtd"><r/>', {}, 'r'))).toBe('read');
  expect(codeOf(() => elements('<!DOCTYPE q SYSTEM "http://example.org/a.dtd"><r/>', {}, 'r'))).toBe('declaration');
  expect(codeOf(() => elements('<r>&b;</r>'))).toBe('malformed');
  expect(codeOf(() => elements('<r>&constructor;</r>'))).toBe('malformed');
});

test('limits hold', () => {
  expect(codeOf(() => elements(`${'<r>'.repeat(1000)}`))).toBe('tooDeep');
  expect(codeOf(() => elements('<r a="1" b="2" c="3"/>', { attributes: 2 }))).toBe('tooMany');
  expect(codeOf(() => elements('<r a="12345"/>', { textChars: 4 }))).toBe('textTooLong');
  expect(codeOf(() => elements('<r/>', { bytes: 3 }))).toBe('tooLarge');
  for (const start of ['<r a="', '<r>', '<!--'])
    expect(
      codeOf(() => elements(start.padEnd(2 ** 24 + 200_000, 'x'))),
      start,
    ).toBe('textTooLong');
});

test('an error says where and what next', () => {
  try {
    elements('<r>\n<t a=1/></r>');
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(ExchangeError);
    expect((error as ExchangeError).place).toMatchObject({ line: 2 });
    expect((error as ExchangeError).message).toMatch(/^test, line 2, column \d+: .+ Export it again/);
  }
  expect(codeOf(() => elements('<r><t>'))).toBe('truncated');
  expect(codeOf(() => elements(''))).toBe('truncated');
  expect(codeOf(() => elements('<html/>'))).toBe('wrongFormat');
  expect(codeOf(() => elements('hello'))).toBe('malformed');
});
