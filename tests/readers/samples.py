"""Answers in the shapes that registries and registrars use, with nobody's data in them."""

from __future__ import annotations

CNNIC = """\
Domain Name: example.cn
ROID: 20200101s10001s00000001-cn
Domain Status: clientDeleteProhibited
Domain Status: clientTransferProhibited
Registrant ID: example-001
Registrant: 示例科技有限公司
Registrant Contact Email: hostmaster@example.cn
Sponsoring Registrar: 示例域名注册有限公司
Name Server: NS1.example.net
Name Server: ns2.example.net
Registration Time: 2020-03-17 12:20:05
Expiration Time: 2027-03-17 12:48:36
DNSSEC: unsigned
"""

CNNIC_OLD = """\
Domain Name: example.com.cn
ROID: 20021209s10011s00000001-cn
Domain Status: ok
Registrant Organization: 示例陶艺制造（示例）有限公司
Registrant Name: 示例人
Administrative Email: someone@example.com.cn
Sponsoring Registrar: 示例互联科技有限公司
Name Server:ns1.example.com.cn
Name Server:ns2.example.com.cn
Registration Date: 2002-03-06 00:00
Expiration Date: 2013-03-06 00:00
"""

CNNIC_IDN = """\
Domain Name: 示例.中国
Puny Name: xn--fsq092h.xn--fiqs8s
Domain Name: 示例.中國
Puny Name: xn--fsq092h.xn--fiqz9s
ROID: 20040808s12345s00000001-cn
Domain Status: ok
Registrant: 示例科技有限公司
Registrant Contact Email: hostmaster@example.cn
Sponsoring Registrar: 示例域名注册有限公司
Name Server: ns3.example.net
Registration Time: 2004-08-08 22:27:10
Expiration Time: 2028-08-08 22:27:10
DNSSEC: unsigned
"""

_TERMS = """\

NOTICE: The date of expiry shown in this record is the day on which the
sponsorship of the name by its registrar is at present set to end. Queries
to the service are throttled; if too many queries are received from one
network, access is denied or the rate limited, and the limit exceeded is
refused. Access to the service is rate limited. All rights reserved. Names
that are reserved, or that a registrar says are not found or whose object
does not exist, are no matter of this notice.
"""

VERISIGN = f"""\
   Domain Name: EXAMPLE.COM
   Registry Domain ID: 1_DOMAIN_COM-VRSN
   Registrar WHOIS Server: whois.registrar.example
   Registrar URL: http://www.registrar.example
   Updated Date: 2025-02-11T10:34:25Z
   Creation Date: 1999-03-15T05:00:00Z
   Registry Expiry Date: 2027-03-15T04:00:00Z
   Registrar: Example Registrar, Inc.
   Registrar IANA ID: 9990
   Registrar Abuse Contact Email: abuse@registrar.example
   Registrar Abuse Contact Phone: +86.1012345678
   Domain Status: clientDeleteProhibited https://icann.org/epp#clientDeleteProhibited
   Domain Status: clientHold https://icann.org/epp#clientHold
   Name Server: NS1.EXAMPLE.NET
   Name Server: NS2.EXAMPLE.NET
   DNSSEC: unsigned
   URL of the ICANN Whois Inaccuracy Complaint Form: https://www.icann.org/wicf/
>>> Last update of whois database: 2026-07-12T12:34:16Z <<<
{_TERMS}
The Registry database contains ONLY .COM, .NET, .EDU domains and
Registrars.
"""

VERISIGN_OLD = f"""\
Whois Server Version 2.0

   Domain Name: EXAMPLE.COM
   Registrar: EXAMPLE REGISTRAR, LLC
   Whois Server: whois.registrar.example
   Referral URL: http://registrar.example
   Name Server: NS75.EXAMPLE.NET
   Name Server: NS76.EXAMPLE.NET
   Status: pendingDelete
   Updated Date: 05-may-2013
   Creation Date: 26-may-2010
   Expiration Date: 26-may-2013

>>> Last update of whois database: Tue, 07 May 2013 14:08:58 UTC <<<
{_TERMS}"""

THICK = f"""\
Domain Name: example.top
Registry Domain ID: D20200101G10001G_1-top
Registrar WHOIS Server: whois.registrar.example/
Registrar URL: http://registrar.example
Updated Date: 2025-12-21T03:38:11Z
Creation Date: 2023-09-02T14:14:46.0Z
Registry Expiry Date: 2027-09-02T14:14:46.0Z
Registrar: Example Cloud Computing Ltd. d/b/a ExampleChina (www.example.cn)
Registrar IANA ID: 9991
Registrar Abuse Contact Email: abuse@registrar.example
Registrar Abuse Contact Phone: +852.12345678
Domain Status: ok https://icann.org/epp#ok
Registry Registrant ID: REDACTED FOR PRIVACY
Registrant Name: REDACTED FOR PRIVACY
Registrant Organization: Shi Li Ke Ji You Xian Gong Si
Registrant Street:  REDACTED FOR PRIVACY
Registrant State/Province: Beijing
Registrant Country: CN
Registrant Email: Please query the RDDS service of the Registrar of Record identified in this output
Registry Admin ID: REDACTED FOR PRIVACY
Admin Name: Somebody Else
Admin Organization: Another Organisation
Name Server: ns1.example.net
Name Server: ns2.example.net
DNSSEC: unsigned
URL of the ICANN Whois Inaccuracy Complaint Form: https://www.icann.org/wicf/
>>> Last update of WHOIS database: 2026-10-11T13:03:20Z <<<
{_TERMS}"""

REGISTRAR = """\
Domain Name: example.com
Registry Domain ID: 1_DOMAIN_COM-VRSN
Registrar WHOIS Server: whois.registrar.example
Registrar URL: http://www.registrar.example
Updated Date: 2025-02-11T18:34:25+0800
Creation Date: 1999-03-15T01:00:00+0800
Registrar Registration Expiration Date: 2027-03-15T00:00:00+0800
Registrar: Example Registrar Incorporated
Registrar IANA ID: 9990
Reseller:
Domain Status: clientDeleteProhibited (https://icann.org/epp#clientDeleteProhibited)
Domain Status:
Registrant Name: 示例人
Registrant Organization: 示例科技有限公司
Registrant Country: CN
Name Server: ns1.example.net
Name Server: ns2.example.net
Name Server:
DNSSEC: unsigned
Registrar Abuse Contact Phone: +86.1012345678 ext 8359
>>> Last update of WHOIS database: 2026-07-12T12:34:16Z <<<
"""

AFILIAS_OLD = f"""\
{_TERMS}
Domain ID:D1-LROR
Domain Name:EXAMPLE.ORG
Created On:19-Jun-2005 22:15:59 UTC
Last Updated On:20-Jun-2013 04:41:04 UTC
Expiration Date:19-Jun-2027 22:15:59 UTC
Sponsoring Registrar:Example SAS (R42-LROR)
Status:OK
Status:AUTORENEWPERIOD
Registrant ID:0-1-EXAMPLE
Registrant Name:示例人
Registrant Organization:Example Association
Registrant Street1:1 Example Street
Registrant FAX:
Admin ID:EX1-EXAMPLE
Admin Name:Somebody Else
Name Server:NS1.EXAMPLE.NET
Name Server:NS2.EXAMPLE.NET
Name Server:
"""

NEUSTAR_OLD = """\
Domain Name:                                 EXAMPLE.BIZ
Domain ID:                                   D1-BIZ
Sponsoring Registrar:                        EXAMPLE REGISTRAR, INC.
Sponsoring Registrar IANA ID:                9992
Registrar URL (registration services):       www.registrar.example
Domain Status:                               clientTransferProhibited
Registrant ID:                               EX1
Registrant Name:                             示例科技有限公司
Registrant Country Code:                     CN
Administrative Contact Name:                 Somebody Else
Name Server:                                 NS1.EXAMPLE.NET
Name Server:                                 NS2.EXAMPLE.NET
Created by Registrar:                        ANOTHER REGISTRAR
Last Updated by Registrar:                   ANOTHER REGISTRAR
Domain Registration Date:                    Wed Mar 27 16:03:44 GMT 2002
Domain Expiration Date:                      Fri Mar 26 23:59:59 GMT 2027
Domain Last Updated Date:                    Sun Feb 22 10:34:46 GMT 2015

>>>> Whois database was last updated on: Sun Nov 29 21:11:15 GMT 2015 <<<<
"""

HKIRC = """\
 -------------------------------------------------------------------------------
 Whois server by HKIRC
 -------------------------------------------------------------------------------
Domain Name:  EXAMPLE.COM.HK
Domain Status: Active
DNSSEC:  unsigned
Contract Version:   HKDNR latest version
Registrar Name: Example Hong Kong Registration Company Limited
Registrar Contact Information: Email: enquiry@registrar.example    Hotline: +852 1234 5678
Reseller:

Registrant Contact Information:

Company English Name (It should be the same as the registered/corporation name on your papers): EXAMPLE TRADING LIMITED
Company Chinese name:
Address:  1 Example Road
Country: Hong Kong (HK)
Domain Name Commencement Date: 14-03-2004
Expiry Date: 03-04-2027
Re-registration Status:  Complete

Administrative Contact Information:

Given name:  SOME
Family name:  BODY
Company name:  ANOTHER COMPANY LIMITED

Name Servers Information:

NS1.EXAMPLE.NET
NS2.EXAMPLE.NET

Status Information:

Domain Prohibit Status:
"""

TWNIC = """\
Domain Name: example.com.tw
   Domain Status: clientUpdateProhibited,clientTransferProhibited
   Registrant:
      範例股份有限公司
      Example Co., Ltd.
      Some Body  hostmaster@example.com.tw
      TW

   Administrative Contact:
      Some Body  hostmaster@example.com.tw

   Record expires on 2027-05-31 00:00:00 (UTC+8)
   Record created on 2000-08-29 11:22:33 (UTC+8)

   Domain servers in listed order:
      ns1.example.com.tw      192.0.2.1
      ns2.example.com.tw

Registration Service Provider: Example Registrar Ltd.
Registration Service URL: http://registrar.example/

Provided by Example. Registry Gateway Services.
"""

JPRS = """\
[ EXAMPLE database provides information on network administration. ]

Domain Information:
[Domain Name]                   EXAMPLE.JP

[Registrant]                    Example K.K.

[Name Server]                   ns1.example.net
[Name Server]                   ns2.example.net

[Created on]                    2005/05/30
[Expires on]                    2027/05/31
[Status]                        Active
[Last Updated]                  2025/06/01 01:05:04 (JST)
"""

IANA_ROW = """\
% IANA WHOIS server
refer:        whois.nic.example

domain:       TOP

organisation: Example Registry Inc.

contact:      administrative
name:         Some Body
phone:        +1 202 555 0100

nserver:      NS-TLD1.EXAMPLE.NET 192.0.2.105
status:       ACTIVE
created:      2015-06-25
source:       IANA

"""
