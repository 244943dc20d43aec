/** Lines of a stream of bytes, one at a time: no more than one line and one chunk are held, however long the stream. */

/** `bytes` without the line's end; undefined where the line is longer than is taken (it is passed over). */
export type Line = { readonly number: number; readonly bytes: Uint8Array | undefined }

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

export async function* linesOf(chunks: AsyncIterable<Uint8Array>, bytesMax: number): AsyncGenerator<Line> {
  let number = 1
  let pieces: Uint8Array[] = []
  let size = 0
  const take = (piece: Uint8Array): void => {
    size += piece.length
    if (size > bytesMax) pieces = []
    else if (piece.length > 0) pieces.push(piece)
  }
  const end = (): Line => {
    const line = { number, bytes: size > bytesMax ? undefined : trimmed(Buffer.concat(pieces)) }
    pieces = []
    size = 0
    number += 1
    return line
  }
  for await (const chunk of chunks) {
    let from = 0
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, from)) {
      take(chunk.subarray(from, at))
      yield end()
      from = at + 1
    }
    take(chunk.subarray(from))
  }
  if (size > 0) yield end()
}

function trimmed(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes
}
