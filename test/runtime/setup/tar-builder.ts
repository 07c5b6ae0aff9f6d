/** Tar archives byte by byte, also those that no honest tool would make. */
export interface TarEntry {
  readonly name: string;
  readonly type?: string;
  readonly body?: string | Buffer;
  readonly mode?: number;
  readonly link?: string;
  /** What the header says, when that is not the body's length. */
  readonly size?: number;
  readonly prefix?: string;
  readonly magic?: string;
}

export function tarEntry({
  name,
  type = "0",
  body = "",
  mode = 0o644,
  link = "",
  size,
  prefix = "",
  magic = "ustar\x0000",
}: TarEntry): Buffer {
  const content = Buffer.from(body);
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write(`${mode.toString(8).padStart(7, "0")}\0`, 100);
  header.write("0000000\0", 108);
  header.write("0000000\0", 116);
  header.write(`${(size ?? content.length).toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        ", 148);
  header.write(type, 156, "latin1");
  header.write(link, 157, 100);
  header.write(magic, 257, "latin1");
  header.write(prefix, 345, 155);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, "0")}\0 `,
    148,
  );
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

export function tar(...entries: TarEntry[]): Buffer {
  return Buffer.concat([...entries.map(tarEntry), Buffer.alloc(1024)]);
}

/** `30 path=…\n`: the length counts itself. */
export function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (String(length).length + rest !== length) length = String(length).length + rest;
  return `${length} ${key}=${value}\n`;
}
