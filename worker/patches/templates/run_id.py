RUN_ID = RUN.info.run_id
