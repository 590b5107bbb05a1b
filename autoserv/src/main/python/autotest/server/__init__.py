"""What server-side control files of the original import; it runs inside autoserv.

Nothing here touches a machine: every call goes to autoserv, over the line of `autotest.bridge`.
"""
