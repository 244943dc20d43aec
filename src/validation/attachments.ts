/** Rules of Attachment that FHIR R4 states in words only: datatypes.html#attachment. */
import { isObject } from '../fhir/resource.ts'
import { read, readString } from './json.ts'
import { quickly } from './quickly.ts'
import type { Test } from './program.ts'
import { report } from './run.ts'

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
