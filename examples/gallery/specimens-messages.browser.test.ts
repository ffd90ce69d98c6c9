import {describeSpecimens} from './specimens.fixture.js';

describeSpecimens('chat-message', 'messages-with-previews', 'chat-link-preview');
