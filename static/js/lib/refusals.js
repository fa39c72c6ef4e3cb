// Why a line ended for good, in words.
export const REFUSALS = {
  4401: "You are signed out. What you have written is kept in this tab.",
  4403: "This account may not open this talk any more.",
  4404: "This talk is not there any more. It may have been deleted in another window.",
};

export function signIn() {
  const link = document.createElement("a");
  link.href = `/accounts/login/?next=${encodeURIComponent(location.pathname)}`;
  link.textContent = "Sign in again";
  return link;
}
