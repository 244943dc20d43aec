/** SHA-1 (FIPS 180-4 section 6.1) of bytes, as base64: what FHIR asks for as the hash of an Attachment, and nothing else. */

const BLOCK = 64
const ROUNDS = 80

/** The hash of the bytes that base64 text stands for; undefined where the text is none. */
export function sha1OfBase64(base64: string): string | undefined {
  let bytes: Uint8Array
  try {
    bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
  const digest = sha1(bytes)
  return btoa(String.fromCharCode(...digest))
}

function sha1(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n)
  const state = new Uint32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0])
  const words = new Uint32Array(ROUNDS)
  for (let at = 0; at < padded.length; at += BLOCK) {
    for (let index = 0; index < 16; index += 1) words[index] = view.getUint32(at + index * 4)
    for (let index = 16; index < ROUNDS; index += 1)
      words[index] = turn(
        word(words, index - 3) ^ word(words, index - 8) ^ word(words, index - 14) ^ word(words, index - 16),
        1,
      )
    addBlock(state, words)
  }
  const digest = new DataView(new ArrayBuffer(20))
  state.forEach((value, index) => {
    digest.setUint32(index * 4, value)
  })
  return new Uint8Array(digest.buffer)
}

function addBlock(state: Uint32Array, words: Uint32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state
  for (let index = 0; index < ROUNDS; index += 1) {
    const next = (turn(a, 5) + mixed(index, b, c, d) + e + word(words, index)) >>> 0
    ;[e, d, c, b, a] = [d, c, turn(b, 30), a, next]
  }
  ;[a, b, c, d, e].forEach((value, index) => {
    state[index] = word(state, index) + value
  })
}

function mixed(index: number, b: number, c: number, d: number): number {
  if (index < 20) return ((b & c) | (~b & d)) + 0x5a827999
  if (index < 40) return (b ^ c ^ d) + 0x6ed9eba1
  if (index < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
  return (b ^ c ^ d) + 0xca62c1d6
}

function turn(value: number, by: number): number {
  return ((value << by) | (value >>> (32 - by))) >>> 0
}

function word(words: Uint32Array, index: number): number {
  return words[index] ?? 0
}
