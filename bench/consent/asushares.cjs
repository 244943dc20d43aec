/** The peer, loaded when the bench asks for it; CommonJS, as the package is. */
module.exports = () => require('@asushares/core')
