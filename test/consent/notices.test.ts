/** The notices of 42 CFR 2.32(a) are held verbatim, once: any change of a single character fails here. */
import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { policy } from './world.ts'

const checksums: readonly (readonly [string, string])[] = [
  ['full', 'dae0b4d455d63722bc4e0d3760e8319ba4ea929068b0a9d96244bf20c338245d'],
  ['short', '79fee3d6dff7e052183c61b66bfed589f0f45dcf330bb277e07b396bd12e9774'],
]

test.each(checksums)('the %s statement is byte-exact', (form, checksum) => {
  const notice = policy.notice(form)
  const actual = createHash('sha256').update(notice.text, 'utf8').digest('hex')
  expect(actual).toBe(checksum)
  expect(notice.sha256).toBe(checksum)
})

test('the statements are those of 2024: neither the old wording nor its tail', () => {
  const { text } = policy.notice('full')
  expect(text).toMatch(
    /^This record which has been disclosed to you is protected by Federal confidentiality rules/,
  )
  expect(text).toMatch(/\(see 42 CFR 2\.31\)\.$/)
  expect(text).not.toMatch(/identifies a patient as having/)
  expect(text.split('\n')).toHaveLength(5)
  expect(policy.notice('short').text).toBe(
    '42 CFR part 2 prohibits unauthorized use or disclosure of these records.',
  )
})

test('a notice is found by its id too, and one that is not there is an error', () => {
  expect(policy.notice('2.32-a-2')).toBe(policy.notice('short'))
  expect(() => policy.notice('2.32-z')).toThrow('no notice')
})
