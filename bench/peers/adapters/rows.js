// One modest row for the bare lists: a name, a text, a time.
const time = new Intl.DateTimeFormat('en', {hour: '2-digit', minute: '2-digit'});
export const timeOf = (at) => time.format(at);
