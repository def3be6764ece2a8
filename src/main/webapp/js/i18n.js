/** All words of the page. Both languages must have the same keys. */
export const STRINGS = {
  ko: {
    skip: '입력창으로 건너뛰기',
    conversation: '대화',
    examples: '예시 질문',
    language: 'Switch to English',
    languageName: 'English',
    newChat: '새 대화',
    composerLabel: '메시지',
    placeholder: '메시지를 입력하세요',
    hint: 'Enter로 보내고 Shift+Enter로 줄을 바꿉니다',
    send: '보내기',
    stop: '답변 멈추기',
    stopping: '멈추는 중',
    toEnd: '맨 아래로',
    greeting: '안녕하세요! 무엇을 도와드릴까요?',
    you: '나',
    assistant: '수다',
    thinking: '생각하는 중…',
    silent: '모델이 {seconds}초째 조용합니다. 계속 기다리고 있어요.',
    waiting: '연결되면 바로 보냅니다.',
    reasoning: '생각 과정',
    copy: '복사',
    copied: '복사했습니다',
    copyFailed: '복사하지 못했습니다',
    copyAnswer: '답변 복사',
    copyCode: '코드 복사',
    retry: '다시 시도',
    code: '코드',
    table: '표',
    stopped: '사용자가 멈춘 답변입니다.',
    length: '길이 한도에 닿아 여기서 끊겼습니다.',
    contentFilter: '모델의 콘텐츠 필터가 답변을 끊었습니다.',
    emptyAnswer: '모델이 빈 답변을 보냈습니다.',
    incomplete: '연결이 끊긴 사이 답변의 일부를 받지 못했고, 서버에도 더는 남아 있지 않습니다. 다시 시도하면 새 답변을 받습니다.',
    failed: '답변을 받지 못했습니다.',
    network: '서버에 닿지 못해 메시지를 보내지 못했습니다.',
    stopFailed: '멈춤 요청이 서버에 닿지 못했습니다. 다시 눌러 주세요.',
    tokens: '{count}토큰',
    answered: '답변이 끝났습니다.',
    codeBlock: '코드 블록.',
    connecting: '연결 중…',
    live: '연결됨',
    polling: '네트워크가 스트림을 붙잡아 두어 폴링으로 받습니다',
    reconnecting: '다시 연결 중…',
    reconnectingIn: '{seconds}초 뒤 다시 연결',
    busy: '서버가 붐빕니다. 곧 다시 연결합니다',
    offline: '오프라인',
    ended: '연결이 끝났습니다. 새 대화를 시작하세요',
    prompts: [
      '면접에서 자기소개를 1분 안에 하는 방법을 알려 주세요',
      '서울에서 비 오는 날 혼자 가기 좋은 곳을 표로 정리해 주세요',
      '자바 record와 class의 차이를 코드로 보여 주세요',
    ],
  },
  en: {
    skip: 'Skip to the message box',
    conversation: 'Conversation',
    examples: 'Examples',
    language: '한국어로 바꾸기',
    languageName: '한국어',
    newChat: 'New chat',
    composerLabel: 'Message',
    placeholder: 'Write a message',
    hint: 'Enter sends, Shift+Enter starts a new line',
    send: 'Send',
    stop: 'Stop the answer',
    stopping: 'Stopping',
    toEnd: 'To the end',
    greeting: 'Hello! What can I do for you?',
    you: 'You',
    assistant: 'Suda',
    thinking: 'Thinking…',
    silent: 'The model has been silent for {seconds} s. Still waiting.',
    waiting: 'It is sent as soon as the connection stands.',
    reasoning: 'Reasoning',
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'Could not copy',
    copyAnswer: 'Copy the answer',
    copyCode: 'Copy the code',
    retry: 'Try again',
    code: 'Code',
    table: 'Table',
    stopped: 'You stopped this answer.',
    length: 'Cut off here: the length limit was reached.',
    contentFilter: 'The model’s content filter cut this answer off.',
    emptyAnswer: 'The model sent an empty answer.',
    incomplete: 'A part of this answer was lost while the connection was down, and the server no longer has it. Trying again gets a new answer.',
    failed: 'There was no answer.',
    network: 'The server could not be reached, so the message was not sent.',
    stopFailed: 'The request to stop did not reach the server. Please press again.',
    tokens: '{count} tokens',
    answered: 'The answer is complete.',
    codeBlock: 'Code block.',
    connecting: 'Connecting…',
    live: 'Connected',
    polling: 'The network holds streams back, so Suda polls',
    reconnecting: 'Reconnecting…',
    reconnectingIn: 'Reconnecting in {seconds} s',
    busy: 'The server is busy. Reconnecting shortly',
    offline: 'Offline',
    ended: 'This session has ended. Start a new chat',
    prompts: [
      'How do I introduce myself in one minute at an interview?',
      'Compare three rainy day ideas for Seoul in a table',
      'Show me a Java record next to a class, in code',
    ],
  },
};

const ATTRIBUTES = { i18nLabel: 'aria-label', i18nPlaceholder: 'placeholder' };

let language = 'ko';

export function currentLanguage() {
  return language;
}

export function setLanguage(next) {
  language = STRINGS[next] ? next : 'en';
  document.documentElement.lang = language;
  translate(document);
}

/** The first of the browser's languages that we speak, else English. */
export function browserLanguage(preferences = navigator.languages ?? []) {
  const spoken = preferences.map((tag) => tag.slice(0, 2).toLowerCase());
  return spoken.find((tag) => STRINGS[tag]) ?? 'en';
}

export function t(key, values = {}) {
  const text = STRINGS[language][key];
  return typeof text === 'string' ? text.replace(/\{(\w+)\}/g, (_, name) => values[name]) : text;
}

/** Fills every element below root that names a key; views only name keys, so a switch reaches them too. */
export function translate(root) {
  for (const element of root.querySelectorAll('[data-i18n], [data-i18n-label], [data-i18n-placeholder]')) {
    if (element.dataset.i18n) element.textContent = t(element.dataset.i18n);
    for (const [name, attribute] of Object.entries(ATTRIBUTES)) {
      if (element.dataset[name]) element.setAttribute(attribute, t(element.dataset[name]));
    }
    if (element.tagName === 'BUTTON' && element.dataset.i18nLabel) element.title = t(element.dataset.i18nLabel);
  }
}
