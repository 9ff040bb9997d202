/**
 * Writes one JSON object as one line to stdout. The message is constant text; what varies goes into the fields, so that
 * lines can be searched and counted. Fields that are undefined are left out.
 */
export function log(level, message, fields = {}) {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);
}
