// Django's CSRF token: the cookie is fresh even after a sign-in in another tab; the form has it where the cookie cannot be read.
export function csrf() {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return cookie ? cookie[1] : document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}
