with START as RUN:
    BODY
