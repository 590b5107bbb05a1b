#!/bin/bash
[ "$LTPBIN" = "/shared" ]
