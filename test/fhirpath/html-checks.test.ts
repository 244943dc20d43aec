/** htmlChecks(): what a narrative may be, and what it may not. */
import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { compile } from '../../src/fhirpath/fhirpath.ts'
import { faultByCharacter } from '../../src/fhirpath/html-checks.ts'
import { isUsual } from '../../src/fhirpath/usual-html.ts'

const program = compile('htmlChecks()')
const isSafe = (html: string): boolean => program.holds(html)

describe('htmlChecks()', () => {
  test.each([
    '<div>text</div>',
    '<div xmlns="http://www.w3.org/1999/xhtml"><p class="a">x &amp; y&#160;<br/></p></div>',
    "<div>\n<a href='#x'>x</a><!-- a note --></div>",
    '<div><img src="#image" alt="a"/></div>',
    '<div><table border="1"><tr><td colspan="2">x</td></tr></table></div>',
  ])('accepts %s', (html) => {
    expect(isSafe(html)).toBe(true)
  })

  test.each([
    ['a program', '<div><script>x</script></div>'],
    ['an event', '<div onclick="x()">x</div>'],
    ['a link that runs', '<div><a href=" javascript:x()">x</a></div>'],
    ['a frame', '<div><iframe src="x">x</iframe></div>'],
    ['a form', '<div><form><input/>x</form></div>'],
    ['no content', '<div> <p/> </div>'],
    ['text outside', '<div>x</div>y'],
    ['a root that is no div', '<p>x</p>'],
    ['a root that is an image', '<img src="#a"/>'],
    ['two roots', '<div>x</div><div>y</div>'],
    ['a closed div beside another', '<div/><div>y</div>'],
    ['an end tag with attributes', '<div>x</div a="b">'],
    ['an unknown attribute', '<div data-x="y">x</div>'],
    ['a name in capitals', '<DIV>x</DIV>'],
    ['a < in an attribute', '<div title="<">x</div>'],
    ['an attribute that does not end', '<div title="x>y</div>'],
    ['attributes that touch', '<div title="x"class="y">x</div>'],
    ['a name beyond ASCII', '<d\u0456v>x</d\u0456v>'],
    ['no end', '<div><p>x</div>'],
    ['an entity of HTML alone', '<div>x&nbsp;y</div>'],
    ['a bare ampersand', '<div>x & y</div>'],
    ['an attribute without quotes', '<div class=a>x</div>'],
    ['a broken comment', '<div>x<!-- a -- b --></div>'],
    ['too deep', `<div>${'<b>'.repeat(500)}x${'</b>'.repeat(500)}</div>`],
  ])('refuses %s', (_name, html) => {
    expect(isSafe(html)).toBe(false)
  })

  test('costs no more than the text is long', () => {
    const started = performance.now()
    expect(isSafe(`<div>${'<b a="x" '.repeat(50_000)}</div>`)).toBe(false)
    expect(isSafe(`<div>${'<!-- -'.repeat(50_000)}</div>`)).toBe(false)
    expect(isSafe(`<div>${'x &'.repeat(50_000)}</div>`)).toBe(false)
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})

/** Parts of narratives, of which random texts are made: many are well-formed, most are not. */
const PARTS = [
  ['<div>', '</div>', '<p>', '</p>', '<b', '<br/>', '<img src="a.png"/>', '<td >', '</td>', '<!-- a -->'],
  [' class="a"', ' href="#x"', ' src=" javascript:x()"', ' title="<"', " id='x'", ' onclick="x"', ' alt="'],
  ['>', '/>', '<', '&amp;', '&nbsp;', '&', 'text', ' ', '\n', '\u00a0', '\u2028', '\u043f', '"'],
].flat()

describe('what is told fast', () => {
  const usual =
    '<div xmlns="http://www.w3.org/1999/xhtml"><p class="a">x &amp; <a href="Patient/1">y</a><br/></p></div>'

  test('is the usual', () => {
    expect(isUsual(usual)).toBe(true)
    expect(
      isUsual('<div><img src="#image" alt="a"/>\n<table ><tr><td colspan="2"/></tr></table></div>'),
    ).toBe(true)
  })

  test('has no fault by character', () => {
    const part = fc.constantFrom(...PARTS)
    const changed = fc
      .array(fc.tuple(fc.nat(usual.length), fc.nat(3), part), { minLength: 1, maxLength: 3 })
      .map((changes) =>
        changes.reduce((html, [at, cut, text]) => html.slice(0, at) + text + html.slice(at + cut), usual),
      )
    const built = fc.array(part, { maxLength: 12 }).map((parts) => `<div>${parts.join('')}</div>`)
    let decided = 0
    fc.assert(
      fc.property(fc.oneof(changed, built), (html) => {
        if (!isUsual(html)) return
        decided += 1
        expect(faultByCharacter(html)).toBeUndefined()
      }),
      { numRuns: 20_000, seed: 42 },
    )
    expect(decided).toBeGreaterThan(500)
  })
})
