/** Rules of Attachment that FHIR R4 states in words only: datatypes.html#attachment. */
import { isObject } from '../fhir/resource.ts'
import { read, readString } from './json.ts'
import { quickly } from './quickly.ts'
import type { Test } from './program.ts'
import { report, type Scope } from './run.ts'
import { sha1OfBase64 } from './sha1.ts'

/** The hash that is stated is the SHA-1 of the data, which is base64. */
export const contentTest: Test = quickly(hasHashOfData, (item, scope) => {
  const base64 = isObject(item.value) ? readString(item.value, 'data') : undefined
  if (!isObject(item.value) || base64 === undefined) return
  const hash = readString(item.value, 'hash')
  if (scope.run.options.toolPolicy === true && /\s/.test(base64)) {
    const text = 'data has white space, which HL7’s validator does not read; remove it.'
    report(item, scope, { code: 'value', rule: 'attachment-data', text, below: 'data' })
  }
  const actual = hash === undefined ? undefined : sha1OfBase64(base64)
  if (actual === undefined || hash?.replaceAll(/\s+/g, '') === actual) return
  const text = 'hash is not the SHA-1 of the data; correct or remove it.'
  report(item, scope, { code: 'value', rule: 'attachment-hash', text, below: 'hash' })
})

function hasHashOfData(attachment: unknown, { run }: Scope): boolean {
  if (!isObject(attachment)) return true
  const base64 = readString(attachment, 'data')
  if (base64 === undefined) return true
  return attachment['hash'] === undefined && (run.options.toolPolicy !== true || !/\s/.test(base64))
}

/** The size that is stated is that of the data, where both are there. */
export const attachmentTest: Test = quickly(hasSizeOfData, (item, scope) => {
  if (!isObject(item.value)) return
  const base64 = readString(item.value, 'data')
  const size = read(item.value, 'size')
  if (base64 === undefined || typeof size !== 'number') return
  const actual = sizeOfBase64(base64)
  if (actual === size) return
  const text = `size says ${String(size)} bytes, and data has ${String(actual)}; make them agree.`
  report(item, scope, { code: 'value', rule: 'attachment-size', text })
})

function hasSizeOfData(attachment: unknown): boolean {
  if (!isObject(attachment)) return true
  const base64 = readString(attachment, 'data')
  const size = read(attachment, 'size')
  return base64 === undefined || typeof size !== 'number' || sizeOfBase64(base64) === size
}

/** Bytes that base64 text stands for. */
export function sizeOfBase64(text: string): number {
  const packed = text.replaceAll(/\s+/g, '')
  return Math.floor((packed.replace(/=+$/, '').length * 3) / 4)
}
