using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Tests.Safeguards;

public sealed class SupervisionTests
{
    private const string Id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [TestCase("0::/system.slice/aiops.service\n", "aiops.service")]
    [TestCase("0::/user.slice/user-1000.slice/user@1000.service/app.slice/aiops.service", "user@1000.service,aiops.service")]
    [TestCase("12:pids:/system.slice/aiops.service\n1:name=systemd:/system.slice/aiops.service\n0::/system.slice/aiops.service", "aiops.service")]
    [TestCase("0::/system.slice/_tasks.service", "tasks.service")]
    [TestCase("0::/user.slice/user-0.slice/session-1.scope", "")]
    [TestCase("0::/\n", "")]
    [TestCase("nonsense", "")]
    public void ControlGroups_NameTheUnitsThatRunUs(string cgroups, string units) => Assert.That(string.Join(',', Supervision.Units(cgroups)), Is.EqualTo(units));

    [TestCase("0::/docker/" + Id, "")]
    [TestCase("0::/system.slice/docker-" + Id + ".scope", "")]
    [TestCase("0::/", "600 590 254:1 /var/lib/docker/containers/" + Id + "/hostname /etc/hostname rw,relatime - ext4 /dev/vda rw")]
    [TestCase("0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-" + Id + ".scope", "")]
    public void ContainersOurs_AreRecognised(string cgroups, string mounts) => Assert.That(Supervision.Containers(cgroups, mounts), Is.EqualTo(new[] { Id }));

    [Test]
    public void OutsideOfContainers_NoneIsNamed() => Assert.That(Supervision.Containers("0::/system.slice/docker.service", "30 1 254:1 / / rw - ext4 /dev/vda rw"), Is.Empty);
}
