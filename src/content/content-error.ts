/** The one error of the content room: which file is at fault and how. */

export type ContentErrorCode =
  /** A file or folder that must be there is not. */
  | 'content-missing'
  /** The file is there and cannot be read, or is larger than the limit. */
  | 'content-unreadable'
  /** The file is not JSON, or not what its place asks for. */
  | 'content-invalid'

export class ContentError extends Error {
  readonly code: ContentErrorCode
  /** Path of the file, from the root of the content. */
  readonly file: string

  constructor(code: ContentErrorCode, file: string, fault: string, cause?: unknown) {
    super(`${file} ${fault}.`, { cause })
    this.name = 'ContentError'
    this.code = code
    this.file = file
  }
}
