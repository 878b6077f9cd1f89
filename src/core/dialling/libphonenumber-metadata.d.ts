/** What the package's own description leaves out for CommonJS. */
declare module 'libphonenumber-js/max/metadata' {
  const metadata: import('libphonenumber-js/core').MetadataJson;
  export default metadata;
}
