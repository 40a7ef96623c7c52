"""icp-auditor: can these servers and domains be filed (ICP filing, 备案) in mainland China?"""

__version__ = "0.1.0"
