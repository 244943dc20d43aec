/** A narrative that is valid. */
export const text = {
  status: 'generated',
  div: '<div xmlns="http://www.w3.org/1999/xhtml"><p>Testa Placeholder</p></div>',
}
