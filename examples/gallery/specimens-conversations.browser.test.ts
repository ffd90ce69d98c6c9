import {describeSpecimens} from './specimens.fixture.js';

describeSpecimens('chat-inbox', 'chat-thread', 'chat-log');
