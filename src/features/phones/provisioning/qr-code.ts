import qrcode from 'qrcode-generator';

/** Light modules around the code, without which scanners do not find it (ISO/IEC 18004, 6.3.8). */
const QUIET_ZONE = 4;

/**
 * @param text at most some 2,300 bytes of UTF-8
 * @returns an SVG without a size of its own, black on white, one path
 */
export function qrCodeSvg(text: string): string {
  const code = qrcode(0, 'M');
  // The library takes characters for bytes unless it is told; so they are.
  code.addData(Buffer.from(text, 'utf8').toString('latin1'), 'Byte');
  code.make();
  const count = code.getModuleCount();
  const all = Array.from({ length: count }, (_, index) => index);
  const path = all
    .flatMap((row) => all.filter((column) => code.isDark(row, column)).map((column) => dark(column, row)))
    .join('');
  const side = count + 2 * QUIET_ZONE;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${path}"/></svg>`
  );
}

function dark(column: number, row: number): string {
  return `M${column + QUIET_ZONE} ${row + QUIET_ZONE}h1v1h-1z`;
}
