/** Tables in parts with aligned columns. */

/** A table for the following rows, in its own box. */
export function continuedTable(table) {
  if (!table.querySelector('colgroup')) fixColumns(table);
  const next = table.cloneNode(false);
  next.append(table.querySelector('colgroup').cloneNode(true), document.createElement('tbody'));
  const box = document.createElement('div');
  box.className = 'table-part';
  box.style.width = table.style.width;
  box.append(next);
  return box;
}

function fixColumns(table) {
  const columns = document.createElement('colgroup');
  let sum = 0;
  for (const { offsetWidth } of table.rows[0].cells) {
    const column = document.createElement('col');
    column.style.width = `${offsetWidth}px`;
    sum += offsetWidth;
    columns.append(column);
  }
  table.prepend(columns);
  table.style.tableLayout = 'fixed';
  table.style.width = `${sum}px`;
}
