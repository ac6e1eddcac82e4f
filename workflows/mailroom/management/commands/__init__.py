"""`receive_mail` takes in what a mail server hands over or keeps."""
