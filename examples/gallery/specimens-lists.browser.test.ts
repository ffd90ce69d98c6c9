import {describeSpecimens} from './specimens.fixture.js';

describeSpecimens('chat-conversation-list', 'chat-composer');
