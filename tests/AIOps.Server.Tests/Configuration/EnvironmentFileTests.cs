using AIOps.Server.Configuration;

namespace AIOps.Server.Tests.Configuration;

public sealed class EnvironmentFileTests
{
    [TestCase("A=1", "1")]
    [TestCase("  A = 1 two  ", "1 two", Description = "blanks around it fall away, those inside stay")]
    [TestCase("A=\"1 two  \"", "1 two  ")]
    [TestCase("A='1 \\n $x'", "1 \\n $x", Description = "between single quotes nothing has a meaning")]
    [TestCase("A=\"a\\\"b\\\\c\\n\"", "a\"b\\c\\n", Description = "between double quotes a backslash is one before anything but \" \\ ` $")]
    [TestCase("A=one \\\ntwo", "one two", Description = "a line goes on after a backslash")]
    [TestCase("A=a\"b\"", "a\"b\"", Description = "a quote inside of a value is a letter")]
    [TestCase("A=Host=x;Password=p#1", "Host=x;Password=p#1", Description = "only a whole line is a comment")]
    [TestCase("A=1\r\nB=2", "1")]
    [TestCase("A=1\nA=2", "2")]
    [TestCase("A=", "")]
    public void Value_IsReadAsSystemdReadsIt(string text, string value)
    {
        var file = EnvironmentFile.Parse(text);
        Assert.That(file.Variables["A"], Is.EqualTo(value));
        Assert.That(file.Skipped, Is.Empty);
    }

    [Test]
    public void WhatSetsNothing_IsToldByItsLine()
    {
        var file = EnvironmentFile.Parse("# a comment\n; another\n\nexport A=1\nB\nC=\"two\nlines\"\n1D=x\n");
        Assert.That(file.Variables.Keys, Is.EqualTo(new[] { "C" }));
        Assert.That(file.Skipped, Is.EqualTo(new[] { 4, 5, 8 }));
    }
}
