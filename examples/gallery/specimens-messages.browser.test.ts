import {describeSpecimens} from './specimens.fixture.js';

describeSpecimens('chat-message');
