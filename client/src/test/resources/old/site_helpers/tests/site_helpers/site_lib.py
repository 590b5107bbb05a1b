TESTS = [('sleeptest', {'seconds': 0, 'tag': 'a'}), ('sleeptest', dict(seconds=0, tag='b'))]

def add_info(job):
    job.add_sysinfo_command('echo site', 'site_info')
    print 'machines', job.machines, 'user', job.user, 'tag', job.tag
