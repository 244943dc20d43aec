/** htmlChecks(): what a narrative may be, and what it may not. */
import { describe, expect, test } from '@jest/globals'
import { compile } from '../../src/fhirpath/fhirpath.ts'

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
