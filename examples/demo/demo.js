// The demo page: choose a person, then one <chat-inbox> fills the page. Everything a host page needs is in `start`.
const people = [
  {id: 'ann', name: 'Ann'},
  {id: 'ben', name: 'Ben'},
  {id: 'cem', name: 'Cem'},
  {id: 'dana', name: 'Dana'},
];

const query = new URLSearchParams(location.search);
const person = people.find(({id}) => id === query.get('user'));

showPeople();
theme();
about();

if (person) start(person).catch(showProblem);
else document.querySelector('.welcome').hidden = false;

async function start({id, name}) {
  document.title = `${name} · Parlor demo`;
  const {createChat} = await import('/parlor/parlor.min.js');
  const chat = createChat({url: location.origin, user: id, getToken: ({signal}) => token({id, name}, signal)});
  const inbox = document.createElement('chat-inbox');
  inbox.chat = chat;
  const conversation = query.get('conversation');
  if (conversation) inbox.conversation = conversation;
  document.querySelector('.stage').append(inbox);
}

/** A real host asks its own backend here. The server hands these out only with --dev. */
async function token({id: user, name}, signal) {
  const response = await fetch(`/dev/token?user=${encodeURIComponent(user)}&name=${encodeURIComponent(name)}`, {
    method: 'POST',
    signal,
  });
  if (!response.ok) throw new Error(`The server gave no token for ${user}: ${response.status}`);
  return (await response.json()).token;
}

function showPeople() {
  for (const {id, name} of people) {
    const link = Object.assign(document.createElement('a'), {href: `?user=${id}`, textContent: name});
    if (id === person?.id) link.setAttribute('aria-current', 'page');
    document.querySelector('.people').append(link);

    const initial = Object.assign(document.createElement('span'), {
      className: 'initial',
      textContent: name[0],
      ariaHidden: 'true',
    });
    const card = Object.assign(document.createElement('a'), {href: `?user=${id}`});
    card.append(initial, name);
    const item = document.createElement('li');
    item.append(card);
    document.querySelector('.cards').append(item);
  }
}

/** The elements follow the color-scheme they inherit; the page sets nothing else. */
function theme() {
  const button = document.querySelector('#theme');
  const root = document.documentElement;
  const show = () => {
    const dark = root.dataset.theme
      ? root.dataset.theme === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches;
    button.ariaPressed = String(dark);
  };
  const chosen = query.get('theme') ?? localStorage.getItem('parlor-demo-theme');
  if (chosen === 'light' || chosen === 'dark') root.dataset.theme = chosen;
  button.addEventListener('click', () => {
    root.dataset.theme = button.ariaPressed === 'true' ? 'light' : 'dark';
    localStorage.setItem('parlor-demo-theme', root.dataset.theme);
    show();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show);
  show();
}

function about() {
  const dialog = document.querySelector('#about');
  document.querySelector('#about-button').addEventListener('click', () => dialog.showModal());
  document.querySelector('a[href="#about"]').addEventListener('click', (event) => {
    event.preventDefault();
    dialog.showModal();
  });
}

function showProblem(error) {
  const problem = document.querySelector('.problem');
  problem.textContent = `The demo could not start. ${error.message}`;
  problem.hidden = false;
}
