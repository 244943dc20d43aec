/** Faults of attachments: their size, their hash, and how HL7's validator wants them written. */
import { createHash } from 'node:crypto'
import { mutantAt, type Json, type Mutant, type Parent } from './mutant.ts'
import { text } from './narrative.ts'
import { checkByType } from './parents.ts'
import { checkStrictly } from './policies.ts'

const SIZES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]

const base64 = (content: string): string => Buffer.from(content).toString('base64')
const hashOf = (content: string): string => createHash('sha1').update(content).digest('base64')

function parentOf(name: string, attachmentOf: (content: string) => Json, check = checkByType): Parent {
  const content = SIZES.map((size) => ({
    attachment: { contentType: 'text/plain', ...attachmentOf('x'.repeat(size)) },
  }))
  return { name, resource: { resourceType: 'DocumentReference', text, status: 'current', content }, check }
}

export function* attachmentMutants(): Generator<Mutant> {
  const sized = parentOf('sized', (content) => ({ data: base64(content), size: content.length }))
  const hashed = parentOf('hashed', (content) => ({ data: base64(content), hash: hashOf(content) }))
  const strict = parentOf('strict', (content) => ({ data: base64(content) }), checkStrictly)
  for (const [index, size] of SIZES.entries()) {
    const at = ['content', index, 'attachment']
    const expression = `DocumentReference.content[${String(index)}].attachment`
    const ofSize = { code: 'value', rule: 'attachment-size', expression } as const
    for (const wrong of [size + 1, size - 1])
      yield {
        ...mutantAt(sized, [...at, 'size'], () => wrong, ofSize),
        name: `${String(size)} as ${String(wrong)}`,
      }
    yield mutantAt(sized, [...at, 'data'], (data) => `AAAA${String(data)}`, ofSize)
    const ofHash = { code: 'value', rule: 'attachment-hash', expression: `${expression}.hash` } as const
    yield mutantAt(hashed, [...at, 'hash'], () => hashOf('y'), ofHash)
    yield mutantAt(hashed, [...at, 'data'], () => base64('y'.repeat(size)), ofHash)
    const ofData = { code: 'value', rule: 'attachment-data', expression: `${expression}.data` } as const
    for (const space of [' ', '\n'])
      yield {
        ...mutantAt(
          strict,
          [...at, 'data'],
          (data) => `${String(data).slice(0, 2)}${space}${String(data).slice(2)}`,
          ofData,
        ),
        name: `${JSON.stringify(space)} in ${String(size)}`,
      }
  }
}
