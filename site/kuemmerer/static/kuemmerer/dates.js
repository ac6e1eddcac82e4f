// Wagtail's calendar writes the present moment over what it cannot read. What was typed stays: the server says what is wrong.
document.addEventListener("focusin", (event) => {
  const field = window.jQuery?.(event.target);
  if (field?.data("xdsoft_datetimepicker")) field.off("blur.xdsoft");
});
