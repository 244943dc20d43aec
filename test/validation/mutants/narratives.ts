/** Faults of narratives besides those of htmlChecks(): the namespace, and the narrower reading of HL7's validator. */
import { mutantAt, type Mutant, type Parent } from './mutant.ts'
import { checkByType } from './parents.ts'
import { placesOf } from './places.ts'
import { checkStrictly } from './policies.ts'

const STRAY = [
  '<p href="https://example.test/x">x</p>',
  '<span border="1">x</span>',
  '<p cellpadding="1">x</p>',
  '<td cite="x">x</td>',
  '<b src="https://example.test/x">x</b>',
  '<p alt="x">x</p>',
  '<ul><p>x</p></ul>',
  '<ol><b>x</b></ol>',
  '<table><p>x</p></table>',
  '<table><tr><p>x</p></tr></table>',
  '<ul>x<ul><li>y</li></ul></ul>',
  '<p><div>x</div></p>',
  '<p><ul><li>x</li></ul></p>',
  '<p><table><tr><td>x</td></tr></table></p>',
  '<b><div>x</div></b>',
  '<h1><pre>x</pre></h1>',
  '<p><p>x</p></p>',
  '<p><blockquote>x</blockquote></p>',
  '<b><b>x</b></b>',
  '<i><ol><li>x</li></ol></i>',
  '<span><div>x</div></span>',
  '<a href="https://example.test/x"><a href="https://example.test/x">x</a></a>',
]
/** Roots without XHTML's namespace. */
const ROOTS = [
  '<div>x</div>',
  '<div class="x">x</div>',
  '<div xmlns="http://www.w3.org/1999/html">x</div>',
  '<div xmlns="">x</div>',
  '<div xml:lang="en">x</div>',
]

export function* narrativeMutants(parents: readonly Parent[]): Generator<Mutant> {
  for (const parent of parents) {
    if (parent.check !== checkByType) continue
    const strict: Parent = { ...parent, name: `${parent.name} strictly`, check: checkStrictly }
    for (const { type, steps, expression } of placesOf(parent.resource)) {
      if (type !== 'xhtml') continue
      for (const div of ROOTS)
        yield {
          ...mutantAt(parent, steps, () => div, {
            code: 'structure',
            rule: 'narrative-namespace',
            expression,
          }),
          name: `${div} at ${expression}`,
        }
      for (const content of STRAY) {
        const div = `<div xmlns="http://www.w3.org/1999/xhtml">${content}</div>`
        yield {
          ...mutantAt(strict, steps, () => div, { code: 'structure', rule: 'narrative-strict', expression }),
          name: `${content} at ${expression}`,
        }
      }
    }
  }
}
