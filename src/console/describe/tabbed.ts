/**
 * Go's text/tabwriter as kubectl uses it: cells end with a tab, and a column is as wide as its widest cell in lines that follow each other.
 * `"Name:\tweb\nNamespace:\tx\n"` → `"Name:       web\nNamespace:  x\n"`
 */
const PADDING = 2;

export function tabbed(text: string): string {
  const lines = text.split("\n").map((line) => line.split("\t"));
  const widths = lines.map((): number[] => []);
  const columns = Math.max(...lines.map((cells) => cells.length)) - 1;
  for (let column = 0; column < columns; column++) {
    for (let from = 0; from < lines.length; ) {
      let to = from;
      while (column < (lines[to]?.length ?? 0) - 1) to++;
      const width = Math.max(0, ...lines.slice(from, to).map((cells) => (cells[column]?.length ?? 0) + PADDING));
      for (const row of widths.slice(from, to)) row[column] = width;
      from = Math.max(to, from + 1);
    }
  }
  return lines.map((cells, row) => cells.map((cell, column) => cell.padEnd(widths[row]?.[column] ?? 0)).join("")).join("\n");
}
